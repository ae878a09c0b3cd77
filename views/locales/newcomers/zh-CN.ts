import type { RefusalSentence } from '../sentence.ts';

/** What somebody without an old account meets on the way to a new one. */
export const zhCN = {
  way: '没有以上账号？新注册',
  way_none: '没有以上账号？请带上证件，到任一政务大厅窗口开通。现在不能在网上新注册。',
  title: '新注册',
  have: '我有账号，返回选择登录方式',
  known_phone:
    '这个手机号码以前在本网站用过。如果那是您，请用原来的账号登录；如果号码是新换的，请继续。',
  phone: {
    lead: '先核实您的手机号码。以后可以用它和密码登录。',
    label: '手机号码',
    hint: '内地号码直接填写；港澳台和韩国号码请先写 +852、+853、+886 或 +82。',
    after: '我们会向它发送一条带验证码的短信。',
    submit: '发送验证码',
    none: '没有手机？请带上证件，到任一政务大厅窗口，工作人员会给您一张认领码。',
  },
  code: {
    title: '输入验证码',
    lead: (phone: string) => `验证码已发往 ${phone}。`,
    label: '验证码',
    hint: (minutes: number) => `6 位数字，${minutes} 分钟内有效。请不要告诉任何人。`,
    submit: '下一步',
    again_hint: '没有收到？短信可能晚到，请等一分钟再发。新的一条发出后，前一条作废。',
    again: '再发一条',
    other: '换一个号码',
  },
  check: {
    title: '核对您的身份',
    lead: '核对后可以办理更多业务。也可以先跳过，以后再做。',
    method: '请选择核对方式',
    methods: {
      name_and_number: '核对姓名和证件号码',
      operator: '核对姓名、证件号码和手机号码（手机号码须登记在您本人名下）',
      face: '人脸核验（在核验机构的页面上进行）',
    },
    name: '姓名',
    name_hint: '与证件上的完全一致。',
    id_type: '证件类型',
    id_number: '证件号码',
    id_number_hint: '空格、小写 x、全角字符都可以。护照请先写签发国代码，例如 KOR:M00000001。',
    submit: '核对',
    skip: '先不核对',
    skip_hint: '不核对也可以注册，认证级别为 0 级，有些业务不能办理。',
    kept: '只把您填写的内容交给核验机构比对。我们保存比对的结果、时间和编号。',
  },
  face: {
    title: '人脸核验需要您单独同意',
    lead: '接下来会前往核验机构的页面，用摄像头拍摄您的面部，与证件照片比对。',
    gist: [
      '人脸属于敏感个人信息。拍摄和比对只在核验机构的页面上进行，照片不会传给我们，我们也不保存。',
      '我们只得到“一致”或“不一致”的结果，以及时间和编号。',
      '不是必须的：您可以改用其他核对方式，也可以到政务大厅窗口当面核对。',
    ],
    agree: '同意，前往核验',
    other: '不同意，用其他方式',
  },
  known: {
    everybody: {
      title: '您以前登录过吗？',
      lead: '姓名和证件号码核对一致。为防止他人冒用，仅凭这两项不能确认账号是谁的，也不会与任何账号合并。',
      prove_hint: '如果您以前登录过，或有在窗口办理的部门账号，请用那个账号登录，不必再注册一个。',
      prove: '用以前的账号登录',
      separate_hint: '如果没有，请继续注册。认证级别为 1 级，以后可以再提高。',
      separate: '没有，继续注册',
    },
    owned: {
      title: '您已经有账号了',
      lead: '这个证件号码已属于另一个账号。',
      prove_hint: '请用原来的账号登录。忘记了密码的，可以到任一政务大厅窗口领取认领码。',
      prove: '用原来的账号登录',
      separate_hint:
        '如果那不是您的账号，可以先单独注册，认证级别为 0 级，证件号码只作为您填写的内容保存，由工作人员核对。',
      separate: '先单独注册',
    },
  },
  password: {
    title: '设置密码',
    lead: (phone: string) => `最后一步。以后用手机号码 ${phone} 和这个密码登录。`,
    lead_number: (phone: string, number: string) =>
      `最后一步。以后用手机号码 ${phone} 或证件号码 ${number}，和这个密码登录。`,
    password: '密码',
    login_name: '登录名（可不填）',
    login_name_hint:
      '以字母开头，4 到 40 个字母、数字、点、横线或下划线。换了手机号码以后，还可以用它登录。',
    submit: '完成注册并登录',
  },
  told: {
    title: '您的证件号码需要核对',
    what: '您填写的证件号码已属于另一个账号。您已经注册并登录，认证级别暂为 0 级，有些业务不能办理。',
    now: '工作人员会核对。如需尽快办理，请带上证件到任一政务服务大厅窗口，或拨打帮助热线。',
  },
};

export const problems = {
  missing_phone: '请填写手机号码。',
  phone_form: '这不是手机号码。请核对，港澳台和韩国号码前面请加 +852、+853、+886 或 +82。',
  too_many_codes: '验证码发送得较多。请等 {minutes} 分钟后再试。',
  missing_one_time_code: '请填写短信中的验证码。',
  one_time_code_wrong: '验证码不正确或已失效。请核对，或再发一条。',
  missing_method: '请选择核对方式。',
  missing_name: '请填写姓名。',
  check_no_match: '姓名和证件号码不一致，或者查不到。请与证件核对。',
  check_no_match_phone:
    '姓名、证件号码和手机号码不一致。手机号码须登记在您本人名下；不是的，请选其他核对方式。',
  check_not_covered: '核验机构没有这种证件的资料。请选其他核对方式，或先不核对。',
  check_not_yours:
    '这不是这个账号本人的信息：姓名或证件号码与账号已有的不同。请核对；信息有变化的，请带上证件到任一政务服务大厅窗口办理。',
  check_number_taken:
    '这个证件号码已属于另一个账号，这个账号的认证级别没有变化。如果那也是您的账号，请改用它登录；如果不是，工作人员会核对，您也可以带上证件到任一政务服务大厅窗口。',
  face_no_match: '人脸与证件照片不一致。请再试一次，或选其他核对方式。',
};

export const refusals = {
  'identities.authority_down': {
    title: '核验机构没有应答',
    what: '负责核对信息的机构现在没有应答，或者没有按约定应答。您填写的内容没有问题，也没有保存。',
    now: '请过几分钟再试，或者先不核对，以后再补。',
  },
  'identities.authority_busy': {
    title: '现在核对的人较多',
    what: '核验机构现在响应较慢，正在核对的人数已满。您填写的内容没有问题。',
    now: '请过几秒再试。',
  },
  'login.registered_already': {
    title: '您已经注册好了',
    what: '这次注册已经完成，可能是重复提交。',
    now: '请用刚才的手机号码和密码登录。',
  },
  'login.registration_off': {
    title: '现在不能在网上新注册',
    what: '本网站现在不能发送短信验证码，或者这项服务不接受新注册的账号。',
    now: '请带上证件，到任一政务大厅窗口开通，或者选择其他登录方式。',
  },
  'login.guardian_needed': {
    title: '未满 14 周岁，请由监护人办理',
    what: '未满 14 周岁的，需要监护人同意并一同办理。您填写的内容没有保存，也没有交给任何机构。',
    now: '请和监护人一起，带上双方的证件，到任一政务大厅窗口办理，或拨打帮助热线。',
  },
} satisfies Record<string, RefusalSentence>;
