import type { RefusalSentence } from '../sentence.ts';

/** What developers of department applications meet at /clients, in the order in which they meet it. */
export const zhCN = {
  title: '应用接入平台',
  sign_in: {
    title: '登录应用接入平台',
    lead: '供各部门应用的开发人员使用。输入工作邮箱，我们向它发送一次性验证码，不需要密码。',
    sandbox: '这里是沙箱：任何人都可以用工作邮箱进入。沙箱中的居民都是虚构的。',
    production: '第一次进入需要部门管理员邀请您的工作邮箱。',
    no_mail: '本网站没有设置发送邮件，现在不能登录。请联系帮助热线。',
    address: '工作邮箱',
    submit: '发送验证码',
    said: {
      signed_out: '您已退出。',
      idle: '30 分钟没有操作，请重新登录。',
      absolute: '登录满 12 小时，请重新登录。',
    },
    missing_address: '请填写工作邮箱。',
    wait: (minutes: number) => `尝试次数较多，请 ${minutes} 分钟后再试。`,
    code_title: '输入验证码',
    code_lead: (address: string) =>
      `如果 ${address} 可以进入，验证码已经发往那里。没有收到的，请看看垃圾邮件，或者请部门管理员邀请您。`,
    code: '验证码',
    code_hint: '6 位数字，10 分钟内有效，只在这个浏览器里有效。',
    code_submit: '登录',
    other: '换一个邮箱，或再发一封',
    missing_code: '请填写验证码。',
    wrong_code: '验证码不对，或已用过、已过期。请核对最后一封邮件；多次不对的，请重新获取。',
  },
  done: {
    joined: '已加入部门。',
    declined: '已谢绝邀请。',
    left: '已退出部门。',
  },
  home: {
    title: '我的应用',
    invited: '邀请',
    invited_by: (department: string) => `${department}邀请您加入`,
    until: (day: string) => `${day}前有效`,
    join: '加入',
    join_which: (department: string) => `加入${department}`,
    decline: '谢绝',
    decline_which: (department: string) => `谢绝${department}`,
    own: '我自己的草稿',
    own_lead: '只有您看得到。部门邀请您之后，才能以部门的名义提交应用。',
    app: '应用',
    id: 'client_id',
    state: '进度',
    states: {
      draft: '草稿',
      submitted: '已提交',
      approved: '已批准',
      live: '已上线',
      suspended: '已暂停',
      retired: '已下线',
    },
    no_apps: '还没有应用。',
    nothing: '您还不属于任何部门。请部门管理员在管理台“应用开发人员”中邀请您的邮箱。',
    leave: '退出这个部门',
    leave_what: '退出后看不到这个部门的应用。应用属于部门，不会随您离开。再加入需要重新邀请。',
  },
};

export const refusals = {
  'developers.address_form': {
    title: '工作邮箱不能这样填写',
    what: '工作邮箱的形式是“名称@单位域名”，最多 190 个字符。',
    now: '请核对后重新填写。',
  },
  'developers.domain_refused': {
    title: '不接受这个域名的邮箱',
    what: '这里只接受下列域名的工作邮箱：{domains}。',
    now: '请使用单位的邮箱。',
  },
  'developers.entry_over': {
    title: '这次登录已失效',
    what: '验证码来得太晚，或者不是在索取它的浏览器里填写的。',
    now: '请重新填写工作邮箱。',
  },
  'developers.invitation_over': {
    title: '邀请不能再用',
    what: '这份邀请已经用过、被撤回或者过期。',
    now: '请部门管理员重新邀请。',
  },
  'developers.not_here': {
    title: '没有找到这个应用',
    what: '没有这个应用，或者它不属于您所在的部门。',
    now: '请返回“我的应用”查看，或联系部门管理员。',
  },
} satisfies Record<string, RefusalSentence>;

export type PortalCatalogue = typeof zhCN;
