// Registration by programs: the tokens that staff give, and what comes of them.

export const acts = { 'initial_token.grant': '发放登记令牌' };

export const events = {
  'client.registered_by_program': '程序用登记令牌登记了应用',
  'client.token_turned': '程序更新了应用的登记',
  'client.token_ended': '结束了程序对应用的维护',
  'initial_token.granted': '发放了登记令牌',
  'initial_token.taken': '领取了登记令牌',
  'initial_token.revoked': '作废了登记令牌',
  'initial_token.refused': '有人出示了失效的登记令牌',
};

export const refusals = {
  'clients.bad_metadata': {
    title: '登记的内容不能成立',
    what: '程序登记的内容中有一项不能成立，没有登记。',
    now: '请按接入文档改正标出的一项。',
  },
  'clients.beyond_token': {
    title: '超出登记令牌的范围',
    what: '程序登记的内容中有一项超出登记令牌的范围，没有登记。',
    now: '请改正标出的一项，或请部门管理员申请范围合适的令牌。',
  },
  'clients.not_by_program': {
    title: '程序现在不能这样做',
    what: '应用现在的状态不允许程序更改或结束它，没有改动。',
    now: '请部门的开发人员在门户处理，或由部门申请下线。',
  },
  'clients.token_refused': {
    title: '令牌无效',
    what: '没有出示有效的令牌，没有做任何事。',
    now: '请检查程序使用的令牌，或请部门管理员重新申请。',
  },
  'clients.bad_token': {
    title: '令牌不能这样发放',
    what: '填写的内容中有一项不能成立，没有提出申请。',
    now: '请改正标出的一项。',
  },
  'clients.token_taken': {
    title: '令牌已经领取',
    what: '这个令牌已经领取过，或已经失效，不能再显示。',
    now: '如果没有收好，请作废它，再申请一个。',
  },
};

export const endpoint: string = '登记（/reg）';

export const zhCN = {
  title: '登记令牌',
  intro:
    '部门的程序凭登记令牌自动登记应用。登记的应用是草稿，和在门户登记的一样，要通过验收、提交和批准才能上线。',
  empty: '还没有登记令牌。',
  to_clients: '返回应用',
  department: '部门',
  hosts: '地址的主机名',
  hosts_hint: '多个用空格分开，如 yb.example.gov.cn。回跳地址、退出通知地址等都只能在这些主机上。',
  networks: '专网网段',
  networks_hint: '多个用空格分开，如 10.20.0.0/16。只在应用后台位于专网时填写。',
  scopes: '可申请的内容',
  profiles: '协议要求',
  profile_names: { standard: '标准', strict: '严格（FAPI 2.0）' },
  auth_methods: '应用的认证方式',
  grant_types: '授权方式',
  sector: '主体分组',
  sector_hint: '留空则每个应用各有一组。填写后，用这个令牌登记的应用看到同一个人的同一个编号。',
  own_sector: '每个应用各一组',
  level_floor: '最低等级',
  most_uses: '可用次数',
  days: '有效天数',
  uses: '已用次数',
  used: (uses: number, most: number) => `${uses} / ${most}`,
  granted: '批准时间',
  until: '有效期至',
  standing: '状态',
  standings: {
    waiting: '待领取',
    good: '有效',
    spent: '已用完',
    expired: '已过期',
    revoked: '已作废',
  },
  none: '无',
  ask: '申请登记令牌',
  ask_what: '另一个人批准后，您在这里领取令牌，只显示一次。',
  applications: '用它登记的应用',
  no_applications: '还没有用它登记应用。',
  client: '应用编号',
  registered: '登记时间',
  looked_after: '由程序维护',
  yes: '是',
  no: '否',
  take: '领取令牌',
  take_what: '令牌只显示这一次，请马上存入程序的密钥库。',
  taken_title: '您的登记令牌',
  taken_lead: '只显示这一次，离开本页后无法再看到。请马上存入程序的密钥库。',
  back: '返回令牌',
  revoke: '作废令牌',
  revoke_what: '作废后不能再用它登记应用，用它登记的应用也不能再由程序维护。已登记的应用不受影响。',
};

export type TokensCatalogue = typeof zhCN;
