// What the console says of those who send messages to people, and of those who check people.

export const zhCN = {
  title: '外部服务',
  intro:
    '用来联系和核验个人的服务。由本节点的运行设置决定是否配置，在这里只能查看；没有配置的，需要它的功能就不提供。',
  name: '服务',
  names: {
    sms: '短信',
    mail: '邮件',
    name_and_number: '姓名和证件号码核对（1 级）',
    operator: '运营商核对手机号码登记人（2 级）',
    face: '人脸核验（3 级）',
  },
  set: '配置',
  is_set: '已配置',
  not_set: '未配置',
  means: '现在的作用',
  sends: (messages: string) => `发送：${messages}`,
  unregistered: (messages: string) => `没有登记模板，不发送：${messages}`,
  messages: {
    one_time_code: '验证码',
    recovery_begun: '重设密码前的通知',
    recovery_begun_plain: '重设密码前的通知（号码未核验，不带链接）',
    paper_printed: '打印认领码的通知',
    regained: '密码已重设的通知',
    developer_invited: '邀请应用开发人员',
  },
  offers: {
    name_and_number: '新注册和提升级别时可选',
    operator: '新注册、提升级别和找回密码时可选',
    face: '新注册、提升级别和找回密码时可选，从来不是唯一的方式',
  },
  without: {
    sms: '不能在网上新注册，也不能用手机找回密码；登录页请新来的人到窗口',
    mail: '不发邮件通知',
    name_and_number: '新注册时不能只核对姓名和证件号码',
    operator: '新注册时不能核对手机号码登记人，也不能用手机找回密码',
    face: '新注册和找回密码时没有人脸核验',
  },
  comma: '、',
  stop: '。',
  state: '连通情况',
  well: '正常',
  unused: '还没有用过',
  failing: (failures: number) => `连续失败 ${failures} 次`,
  rests: (until: string) => `暂停使用，到 ${until}`,
  answered: '最近应答',
  fault: '最近故障',
  fault_at: (fault: string, at: string) => `${fault}（${at}）`,
  never: '无',
  empty: '没有外部服务。',
};

export type Outside = typeof zhCN;
