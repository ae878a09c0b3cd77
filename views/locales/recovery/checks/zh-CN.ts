// A forgotten password: a check, a waiting time, the check once more; and how its owner says no.
export const zhCN = {
  recover: {
    way: '忘记密码，或原来的账号登录不了',
    title: '找回账号',
    lead: (hours: number) =>
      `先核验身份。为防他人冒用，核验后要等 ${hours} 小时才能设置新密码，期间会通知这个账号登记过的手机和邮箱。等待时间过后，回到这里再核验一次即可。`,
    lead_counter: '现在不能在网上核验身份，请到政务大厅窗口办理。',
    number_hint: '空格、小写 x、全角字符都可以。护照请先写签发国代码，例如 KOR:M00000001。',
    phone: '手机号码',
    phone_hint: '须是以您本人证件登记的号码，用来接收验证码。不必是以前登记在账号里的那个。',
    by_operator: '用手机核验',
    face_hint:
      '也可以刷脸核验。照片只由权威部门比对，本系统不保存。点下面的按钮即表示您同意这一次比对。',
    by_face: '同意并刷脸核验',
    counter: '到窗口办理，当场可用',
    counter_text: '带证件原件到任一政务大厅窗口，领取认领码，不必等待，也不需要手机。',
    code_title: '填写验证码',
    code_lead: (masked: string) => `验证码已发往 ${masked}，10 分钟内有效。`,
    code: '验证码',
    code_submit: '核验',
    code_back: '没有收到，或号码写错了',
    // The code was right, and nobody answered.
    proved_title: '再核验一次',
    proved_lead: (masked: string) =>
      `${masked} 的验证码已核对无误，但核验机构没有应答。不需要新的验证码，稍后再试即可。`,
    proved_submit: '再核验一次',
    proved_back: '改用别的号码或方式',
    standing: {
      titles: {
        begun: '已核验，请等待',
        waiting: '还在等待时间内',
        other_way: '请用申请时的方式核验',
        stopped: '申请已被阻止',
        nobody: '没有找到您的账号',
        other_name: '登记的信息与您的证件不一致',
      },
      texts: {
        begun: (when: string) => `${when} 之后、14 天之内，请回到这里再核验一次，然后设置新密码。`,
        waiting: (when: string) => `${when} 之后，请回到这里再核验一次，然后设置新密码。`,
        other_way: (_when: string) => '这次申请是用刷脸核验提出的，设置密码前也要刷脸核验。',
        stopped: (_when: string) =>
          '收到通知的人阻止了最近一次申请。7 天内不能在网上找回，请带证件到窗口办理。',
        nobody: (_when: string) =>
          '您的证件号码在这里还没有账号，无需找回。请用部门账号登录，或到窗口领取认领码开通。',
        other_name: (_when: string) =>
          '这个号码登记在另一个姓名下，不能在网上办理。请带证件到窗口核查。',
      },
      told: '已通知这个账号登记过的手机和邮箱。收到通知的人可以阻止这次申请。',
      untold: '这个账号没有可以通知的手机或邮箱；仍能登录的，会在“我的账号”看到提示。',
      sooner: '不想等待：带证件到任一政务大厅窗口，当场即可办理。',
    },
  },
  // The link of a notice.
  stop: {
    title: '阻止重设密码',
    lead: '有人核验了身份，正在重设这个账号的密码。如果不是您，请阻止。',
    consequence: '阻止后，这次申请立即作废，7 天内不能再在网上申请。',
    submit: '阻止这次申请',
    not_you: '如果是您本人申请的，关闭本页即可。',
    done_title: '已阻止',
    done: '这次申请已作废，密码没有改变。',
    nothing_title: '没有需要阻止的申请',
    nothing: '这个链接对应的申请已经结束，或链接不完整。',
    further: '如果您怀疑账号被人使用，请拨打帮助热线。',
  },
  // On the first page of the account.
  waiting: {
    recovery: (at: string) =>
      `有人核验了身份，正在重设您的密码，${at} 之后生效。如果不是您，请阻止。`,
    stop_recovery: '阻止这次申请',
    paper: (at: string) => `${at}，窗口为您打印了认领码，还没有使用。如果不是您去的窗口，请作废。`,
    void_paper: '作废认领码',
  },
};

export type CheckCatalogue = typeof zhCN;
