/** A self-service machine that somebody lets themselves in at, with their telephone. */
export const zhCN = {
  title: '在自助机上登录',
  enter_lead: '请输入自助机屏幕上显示的代码。代码两分钟内有效。',
  code: '屏幕上的代码',
  code_hint: '8 个字母，如 BCDF-GHJK，大小写和横线不限',
  enter_submit: '下一步',
  ask_title: '您是否站在这台机器前？',
  hall: '大厅',
  machine: '机器',
  service: '服务',
  shown_code: '机器上的代码',
  receives: '它会得到',
  warning:
    '如果代码是别人发给您的，或者您不在这台机器前，请选择“不是我”。任何工作人员都不会向您索要这个代码。',
  for_two: '办完请在机器上按“退出”。两分钟没有操作，机器会自动退出。手机上的登录不受影响。',
  approve: '是我，登录这台机器',
  refuse: '不是我',
  level_title: '这台机器需要更高的认证级别',
  level_text: (needed: string, now: string) => `它要求${needed}，您现在是${now}。`,
  level_submit: '提升级别后继续',
  source_text: '这台机器的服务不接受您登录所用的账号。请退出后换一个账号登录。',
};
