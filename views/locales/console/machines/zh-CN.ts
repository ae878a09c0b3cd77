/** The self-service machines at which an application runs. */
export const zhCN = {
  title: (client: string) => `${client}：自助机`,
  link: '自助机',
  intro:
    '只有登记的机器能请人用手机登录。大厅和名称显示在办事人的手机上，请写成站在机器前能认出的样子。',
  empty: '还没有登记自助机。',
  code: '机器代码',
  code_hint: '机器请求代码时自报的名称：字母、数字、点、下划线、连字符，最多 40 个',
  hall: '大厅',
  name: '名称',
  added: '登记时间',
  in_language: (label: string, language: string) => `${label}（${language}）`,
  add: '登记自助机',
  add_what: '登记后一秒内生效。',
  retire: '撤下自助机',
  retire_what: '撤下后这台机器不能再请人登录。正在机器上的登录两分钟无操作后结束。',
  which: '哪一台',
};

export type MachinesCatalogue = typeof zhCN;
