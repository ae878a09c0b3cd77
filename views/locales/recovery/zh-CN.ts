// Coming in without a way in: the paper from a counter, on the side of the person and of the staff.
import { zhCN as checks } from './checks/zh-CN.ts';

export const zhCN = {
  ...checks,
  // Where the code from the paper is typed.
  paper: {
    way: '我有窗口给的认领码',
    title: '用窗口给的认领码登录',
    lead: '在政务大厅窗口出示证件后，工作人员会打印一张带认领码的凭条。不需要手机。',
    code: '认领码',
    code_hint: '凭条上的 16 位字母和数字，横线和大小写都可以不管。',
    number: '证件号码',
    number_hint: '在窗口出示的那份证件。护照请先写签发国代码，例如 KOR:M00000001。',
    submit: '下一步',
    none: '没有凭条，或者凭条丢了：请带上证件，到任一政务大厅窗口打印一张新的，旧的随即作废。',
    back: '换一种登录方式',
  },
  // The password that is set on it.
  regain: {
    title: '设置密码',
    lead: '您的身份已经核实。请设置一个密码，以后就用证件号码和它登录。',
    password: '密码',
    login_name: '登录名（可不填）',
    login_name_hint:
      '以字母开头，4 到 40 个字母、数字、点、横线或下划线。不填时用证件号码登录；已有登录名的，保持不变。',
    after: {
      paper: '保存后，认领码作废，这个账号在其他设备上的登录全部退出。原有的部门账号仍可使用。',
      recovery: '保存后，旧密码作废，这个账号在其他设备上的登录全部退出。原有的部门账号仍可使用。',
    },
    submit: '保存并登录',
  },
  // The page of the counter.
  counter: {
    title: '窗口认领码',
    intro:
      '群众在窗口出示证件原件，可领取一张一次性认领码凭条：没有账号的用它开通，登录不了的用它重设密码。不需要手机。每次打印都会写入本人的“处理记录”。',
    before: '请先核对证件原件和本人，再填写。',
    name: '姓名',
    name_hint: '与证件上的完全一致。',
    id_type: '证件类型',
    id_number: '证件号码',
    id_number_hint: '空格、小写 x、全角字符都可以。护照请先写签发国代码，例如 KOR:M00000001。',
    reason_code: '事由（本人可以看到）',
    reasons: {
      no_account: '没有账号，首次开通',
      no_phone: '没有手机，无法自行注册或找回',
      ways_lost: '原有账号登录不了',
    },
    paper_lang: '凭条语言（本人看得懂的）',
    note: '说明（本人看不到）',
    note_hint: '至少 10 个字，例如取号单号。请勿填写姓名、证件号码或电话。',
    submit: '打印认领码',
    list_link: '查看打印记录',
    conflict: '这个号码登记在另一个姓名下',
    conflict_compare: '没有打印，也没有改变任何内容。请逐字核对姓名和号码，改正后再打印。',
    conflict_certain: '与证件原件完全一致，提交核查',
    conflict_certain_hint:
      '提交后会进入“重复身份”，由专人核查。请告诉对方：今天不能领取，核查后另行通知。',
    conflict_asked: '已提交核查。没有打印认领码，也没有改变任何内容。',
    conflict_say: '请告诉对方：登记的信息与证件不一致，需要核查，暂时不能领取认领码。',
    stopped: '这个身份已被暂停或注销',
    stopped_say: '没有打印。认领码不能绕过暂停；请让对方联系省级管理部门，或拨打帮助热线。',
    // The paper itself.
    printed: '认领码已生成',
    printed_lead: '只显示这一次。请立即打印（Ctrl+P），当面交给本人，不要拍照或抄录。',
    paper_title: '统一身份认领码',
    of: (masked: string) => `姓名：${masked}`,
    good: (until: string) => `有效期至 ${until}，只能用一次。`,
    how: '怎么用',
    steps: (address: string) => [
      `打开 ${address}，用手机、电脑或大厅自助机都可以，不需要手机号。`,
      '选择“我有窗口给的认领码”，输入上面的认领码和您的证件号码。',
      '设置密码。以后就用证件号码和密码登录。',
    ],
    warnings: [
      '请像保管钥匙一样保管这张纸。任何人索要认领码，包括自称工作人员的，都不要给。',
      '丢失时请带证件到窗口重新打印，旧码随即作废；也可拨打帮助热线，报凭条编号作废。',
    ],
    paper_number: (number: string) => `凭条编号：${number}（不是认领码）`,
    printed_at: (department: string, at: string) => `${department} · ${at}`,
    another: '下一位',
    // The list of what was printed.
    papers: '认领码打印记录',
    papers_intro: '您负责范围内的窗口打印过的凭条，最新的在前。这里不显示领取人。',
    columns: {
      number: '凭条编号',
      department: '窗口',
      staff: '工作人员',
      reason: '事由',
      printed_at: '打印时间',
      until_at: '有效期至',
      state: '状态',
    },
    states: { open: '待使用', used: '已使用', voided: '已作废', over: '已过期' },
    ended_at: '使用或作废时间',
    mine: '工作人员',
    only_mine: '只看我打印的',
    empty: '没有打印记录。',
    void: '作废这张凭条',
    void_what: '凭条丢失或交错了人时作废。作废后认领码不能再用，本人可到窗口重新打印。',
    void_button: '作废',
    back: '回到打印记录',
    to_form: '打印新的认领码',
  },
  // The support view.
  support: {
    recovery: '找回账号',
    recovery_waits: (due: string) => `等待中，${due} 之后可以设置新密码`,
    paper: '窗口认领码',
    paper_open: (number: string, until: string) => `凭条 ${number} 待使用，有效期至 ${until}`,
  },
};

export type RecoveryCatalogue = typeof zhCN;
