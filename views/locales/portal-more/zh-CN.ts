/** What an application may ask for beyond the usual, its secrets, and a developer's own sign-ins. */
export const zhCN = {
  part: '通知和加密',
  more: {
    lead: '都可以不填。填了的，标准的客户端库直接支持。',
    notices_uri: '变更通知地址',
    notices_hint: '有变化时，我们从后台通知这里（RFC 8935）。https 地址。',
    subscriptions: '要知道的变化',
    kinds: {
      'records.changed': '居民的办件有变化（需要办件范围）',
      'identity.changed': '居民的姓名、证件、手机或级别有变化',
      'consent.withdrawn': '居民撤回了同意',
    },
    resources: '资源标识（RFC 8707）',
    resources_hint: '需要给自己的接口用的 JWT 访问令牌时填写，每行一个 https 或 urn。',
    max_age: '登录最长时效（秒）',
    max_age_hint: '登录早于它的居民须重新登录，除非请求里另有 max_age。留空：不限。',
    id_token: 'ID token 加密',
    userinfo_signed: 'userinfo 签名',
    userinfo: 'userinfo 加密',
    enc: '内容加密',
    plain: '不加密',
    unsigned: '不签名（JSON）',
    keys_hint: '用您登记的公钥加密：请先在“密钥”页登记一个 use 为 enc 的公钥。',
    sector: '分组',
    sector_hint:
      '同一分组的应用看到同一位居民的编号相同。只能选本部门应用已有的分组；上线后不能再改。',
    sector_own: (id: string) => `${id}（只有这个应用）`,
    sector_fixed: (sector: string) =>
      `分组是 ${sector}。上线后不能改：改了，每位居民都会变成另一个人。`,
  },
  two_secrets:
    '已经有两个密钥有效，最多只能有两个。请等较早的一个到期，或者把日期留空：以前的全部立即失效。',
  sessions: {
    title: '我的登录',
    lead: '您在哪些时间登录着本平台。不认识的，请结束它，并告诉部门管理员。',
    started: '开始',
    seen: '最近使用',
    here: '本机',
    state: '状态',
    other: '其他浏览器',
    end: '结束',
    end_which: (started: string) => `结束 ${started} 开始的登录`,
    end_others: '结束其他全部登录',
    none: '没有登录。',
  },
};

export const done = {
  session_ended: '已结束。',
  session_none: '那次登录已经结束。',
};
