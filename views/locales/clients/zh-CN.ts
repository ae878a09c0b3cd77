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
  'client.retire': '应用下线',
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
  'client.reviewed': '应用通过了年度复核',
  'client.ending': '定下了应用的下线日期',
  'client.retired': '应用下线',
  'client.deletion_received': '收到了应用的数据删除回执',
  'client.abandoned': '放弃了未上线的应用',
};

export const refusals = {
  'oidc.client_retired': {
    title: '这个服务已经下线',
    what: '您要登录的服务已经停止使用，不能再登录。',
    now: '请到吉事办查找替代的服务，或联系原来的部门。',
  },
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

export const life = {
  about: '应用情况',
  review: '下次年度复核',
  review_late: '年度复核已逾期',
  ends: '下线日期',
  receipt: '数据删除回执',
  receipt_waits: '尚未收到',
  day: '日期',
  by: '由谁删除',
  deleted: '删除了什么',
  contacts: { responsible: '负责人', technical: '技术联系人', duty: '值班联系人' },
  waits: (act: string) => `“${act}”正在等待另一人决定`,
  submitted: '提交的申请',
  changes: '申请的更改',
  accepted: '已通过接入验收',
  columns: { field: '项目', was: '现在', to: '申请' },
  past: '历次申请',
  no_past: '没有已办结的申请。',
  past_columns: { what: '内容', asked: '提出时间', came: '结果', why: '理由' },
  first: '接入申请',
  change: '更改',
  came: { asked: '等待中', granted: '已批准', refused: '已退回', withdrawn: '已撤回' },
  acts: {
    approval: {
      title: '提请批准',
      what: '您代表部门确认申请内容属实。另一人决定后生效。',
      button: '提请批准',
    },
    return: {
      title: '退回申请',
      what: '申请人会看到理由。接入申请退回为草稿，更改不生效。',
      button: '退回',
    },
    open: { title: '上线', what: '从现在起，所有人都可以登录这个应用。', button: '上线' },
    review: {
      title: '完成年度复核',
      what: '您确认用途、事项、联系人和可取得的资料仍然属实。下次复核在一年以后。',
      button: '确认属实',
    },
    retire: {
      title: '申请下线',
      what: '另一人批准后，用过它的人会在自己的账号里看到日期。到那一天，谁都不能再登录，密钥失效，编号不再分配。不能撤销。',
      button: '申请下线',
    },
    receipt: {
      title: '登记数据删除回执',
      what: '部门说明：谁在哪一天删除了从本系统得到的哪些资料。',
      button: '登记回执',
    },
    stop: {
      title: '申请停止应用',
      what: '另一人批准后，谁都不能再登录这个应用，它的令牌失效。',
      button: '申请停止',
    },
    stop_now: {
      title: '立即停止应用',
      what: '用于紧急情况。立即生效，另一人会在24小时内复核。',
      button: '立即停止',
    },
    resume: {
      title: '申请恢复应用',
      what: '另一人批准后，可以重新登录这个应用。',
      button: '申请恢复',
    },
  },
  fields: {
    names: '名称',
    descriptions: '说明',
    purpose: '使用目的',
    matters: '事项编码',
    contacts: '联系人',
    sector: '标识分组',
    redirect_uris: '返回地址',
    post_logout_redirect_uris: '退出后返回地址',
    home_uri: '首页',
    backchannel_logout_uri: '退出通知地址',
    scopes: '可取得的资料',
    claims: '各项资料的依据',
    grant_types: '授权方式',
    level_floor: '最低级别',
    accepted_sources: '接受的认证源',
    pkce_exempt: 'PKCE 豁免',
    networks: '允许的内网',
    notices_uri: '变更通知地址',
    subscriptions: '订阅的通知',
    profile: '安全档次',
    auth_method: '应用认证方式',
    application_type: '应用类型',
    jwks: '应用公钥',
    jwks_uri: '应用公钥地址',
    initiate_login_uri: '发起登录地址',
    resources: '资源标识',
    id_token_alg: '令牌签名',
    default_max_age: '登录最长时效（秒）',
    require_auth_time: '要求登录时间',
    id_token_encrypted_alg: '身份令牌加密算法',
    id_token_encrypted_enc: '身份令牌内容加密',
    userinfo_signed_alg: '用户信息签名',
    userinfo_encrypted_alg: '用户信息加密算法',
    userinfo_encrypted_enc: '用户信息内容加密',
    request_object_alg: '请求对象签名',
  },
};

/** Beside an application in the list of who received what. */
export const received = {
  ends: '将停止使用',
  ended: '已停止使用',
  deleted: '部门确认已删除您的信息',
  not_deleted: '部门尚未确认删除您的信息',
};
