// How far the applications of departments are, their yearly review, their end, their picture; for the console and the portal.

/** The progress of each department, on the console and on the portal. */
const board = {
  title: '接入进度',
  intro: '每个部门的应用各有多少处于哪一步。点数字看是哪些。',
  empty: '这里的部门还没有应用；不属于任何部门的草稿不在此列。',
  department: '部门',
  total: '合计',
  /** Read out behind a number that leads to a list. */
  which: (state: string, department: string) => `${state} · ${department}`,
};

const staff = {
  department: '部门编码',
  review: '年度复核',
  reviews: { late: '已逾期', staff: '逾期 90 天以上' },
  days_left: (days: string) => `还有 ${days} 天`,
  days_over: (days: string) => `已逾期 ${days} 天`,
  ask_stop:
    '年度复核逾期已超过 90 天，系统已多次提醒联系人。请与部门联系；仍不复核的，可以在下面申请停止，由另一人决定。系统不会自动停止应用。',
  home_reviews: (count: string) => `${count} 个应用的年度复核逾期 90 天以上，请与部门联系`,
  rows: (count: string) => `共 ${count} 项`,
  people_told: '告知用过的人',
  cleared: '清理会话和授权',
  under_way: '进行中',
  on_the_day: '到下线那天',
  par: 'PAR（推送的授权请求）',
  dpop: 'DPoP',
  required: '必须使用',
  possible: '可以使用',
  device: '自助机（设备授权）',
  yes: '是',
  no: '否',
  claims: '各项资料的依据',
  no_claims: '没有另作说明：全部依法定职责提供。',
  claim_columns: {
    scope: '资料',
    basis: '依据',
    law: '法律条款',
    purpose: '用途',
    period: '保存期限',
  },
  bases: { duty: '法定职责', consent: '本人同意', optional: '本人同意（可不给）' },
  months: (count: string) => `${count} 个月`,
  by_law: '按法律规定',
  history: '操作记录',
  no_history: '还没有记录。',
  history_columns: { what: '内容', who: '由谁', at: '时间', detail: '说明' },
};

const developers = {
  review: '年度复核',
  due: (day: string) => `应在 ${day} 前完成`,
  review_what: '您确认用途、事项、联系人和可取得的资料仍然属实。下次复核在一年以后。',
  review_act: '完成年度复核',
  soon: '复核快到期',
  late: '复核已逾期',
  ends: '下线日期',
  receipt: '数据删除回执',
  receipt_waits: '尚未提交：请部门管理员在管理台登记',
  receipt_came: (day: string) => `已于 ${day} 提交`,
  list: '应用',
};

const logo = {
  title: '标志',
  lead: '居民登录时看到的图标。只收 PNG，正方形，边长 64 到 512 像素，不超过 64 KB。',
  held: '现在的标志',
  none: '还没有标志。',
  waits: '申请中的标志',
  file: 'PNG 文件',
  submit: '上传',
  remove: '去掉标志',
  remove_what: '居民登录时只看到名称。',
  alt: (service: string) => `${service}的标志`,
  faults: {
    empty: '请选择一个文件。',
    not_png: '这不是 PNG 图片。',
    too_large: '文件超过 64 KB，请缩小。',
    size: '图片要是正方形，边长 64 到 512 像素。',
    broken: '图片不完整，或含有不能接受的内容。请用常用软件另存为普通的 PNG。',
  },
};

export const zhCN = { board, staff, developers, logo };
