// The life of an application: what is refused, what the trail says of it, what two people decide.

export const states = {
  draft: '草稿',
  submitted: '已提交，待审核',
  approved: '已批准，未上线',
  live: '正常',
  suspended: '已停止',
  retired: '已下线',
};

export const acts = {
  'client.admit': '批准应用接入',
  'client.change': '更改应用的登记',
  'client.suspend': '停止应用',
  'client.resume': '恢复应用',
};

export const events = {
  'client.drafted': '新建了应用草稿',
  'client.changed': '更改了应用的资料',
  'client.change_asked': '申请更改应用的登记',
  'client.change_granted': '应用的登记按申请更改',
  'client.submitted': '提交了应用接入申请',
  'client.withdrawn': '撤回了应用的申请',
  'client.refused': '退回了应用的申请',
  'client.admitted': '批准了应用接入',
  'client.went_live': '应用上线',
  'client.resumed': '恢复了应用',
  'client.abandoned': '放弃了未上线的应用',
};

export const refusals = {
  'clients.unknown': {
    title: '没有这个应用',
    what: '没有用这个编号登记的应用。',
    now: '请返回列表重新查找。',
  },
  'clients.id_taken': {
    title: '编号已被使用',
    what: '这个编号属于另一个应用，可能已经下线。编号不会再次分配。',
    now: '请换一个编号。',
  },
  'clients.wrong_state': {
    title: '应用现在不能这样做',
    what: '应用当前的状态不允许这项操作，没有改动。',
    now: '请打开应用的页面，按列出的步骤继续。待审核的申请要先撤回才能修改。',
  },
  'clients.incomplete': {
    title: '申请材料不齐',
    what: '还缺一项提交前必须填写的内容，没有提交。',
    now: '请补充标出的一项，再提交。',
  },
  'clients.not_accepted': {
    title: '尚未通过接入验收',
    what: '没有看到这个应用按现在的登记通过验收的报告，没有提交。',
    now: '请先在沙箱通过验收，再带报告提交。',
  },
  'clients.change_waits': {
    title: '已有一项更改在等待审核',
    what: '同一个应用一次只能有一项更改等待审核。',
    now: '请等待结果，或先撤回那一项。',
  },
  'clients.no_credentials': {
    title: '应用还没有密钥',
    what: '没有有效的密钥，上线后无法取得令牌。没有上线。',
    now: '请先生成密钥，再上线。',
  },
};
