/** The developers of a department's applications, for whoever looks after the department. */
export const zhCN = {
  title: '应用开发人员',
  intro:
    '他们在应用接入平台（/clients）登记、修改部门的应用。应用属于部门，人员离开后仍由部门管理。',
  empty: '还没有开发人员。请先邀请。',
  address: '工作邮箱',
  department: '部门',
  since: '加入时间',
  invited: '待接受的邀请',
  invited_intro: '邀请发给一个邮箱，对方用它登录后可以接受一次。',
  invited_empty: '没有待接受的邀请。',
  members: '返回开发人员',
  made: '邀请时间',
  until: '有效期至',
  invite: '邀请开发人员',
  invite_what: (days: number) =>
    `邀请 ${days} 天内有效，只能由能收到这个邮箱邮件的人接受。加入后可以看到并修改这个部门的全部应用。`,
  mailed: '会向对方发送邮件。',
  not_mailed: '本网站没有设置邮件发送，请您通知对方打开应用接入平台。',
  withdraw: '撤回邀请',
  withdraw_what: '撤回后对方不能再用这份邀请加入。',
  end: '结束成员资格',
  end_what: '从下一次操作起，对方看不到这个部门的应用。对方做过的修改保留。',
};

export type DevelopersCatalogue = typeof zhCN;
