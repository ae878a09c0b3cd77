// Longer than 250 lines on purpose: one list of explanations.
/** A client's own requests, as its owner reads them: what came of each, why, and what to do. */
import { endpoint as registration } from '../initial-tokens/zh-CN.ts';
export const zhCN = {
  endpoints: {
    authorization: '登录请求（/auth）',
    pushed_authorization_request: '预先提交登录请求（PAR）',
    device_authorization: '设备登录请求',
    token: '换取令牌（/token）',
    userinfo: '读取用户信息（/userinfo）',
    introspection: '查询令牌（/introspect）',
    revocation: '撤销令牌（/revoke）',
    end_session: '退出（/signout）',
    api: '业务接口（/api）',
    registration,
  },
  outcomes: { ok: '成功', refused: '拒绝', failed: '平台故障' },
  by_anybody: '未经证实：任何人都可能以此应用的名义发出',
  kept: (days: number) => `记录保留 ${days} 天。每分钟只记录一部分，拒绝的请求优先。`,
  unexplained: '没有更详细的说明。请把请求编号告诉服务热线。',
  named: '被拒绝的内容',
  in_run: '验收机器人正在试这个应用时的请求',
  switched: (names: readonly string[]) => `这个回答是打开的故障造成的：${names.join('、')}`,
  reasons: {
    wrong_secret: {
      why: '应用密钥不对。',
      mend: '核对部署的密钥是不是最近发放且尚未到期的那一个。',
    },
    wrong_auth_method: {
      why: '应用证明身份的方式与登记的不同。',
      mend: '按登记的方式（token_endpoint_auth_method）设置，或变更登记。',
    },
    two_auth_methods: {
      why: '同一个请求里用了两种方式证明身份。',
      mend: '只用一种：要么放在 Authorization 头，要么放在正文。',
    },
    no_authentication: {
      why: '请求里没有证明应用身份的内容。',
      mend: '带上密钥或 client_assertion。',
    },
    assertion_used: {
      why: '这个 client_assertion 已经用过。',
      mend: '每个请求重新签发一个，jti 每次不同。',
    },
    code_redirect_uri: {
      why: '换取令牌时的 redirect_uri 与登录请求中的不同。',
      mend: '两处写同一个地址，一个字符也不差。',
    },
    code_unknown: {
      why: '授权码不存在，或已过期太久。',
      mend: '收到授权码后立即换取，不要保存。',
    },
    code_expired: { why: '授权码已过期，有效期 60 秒。', mend: '收到授权码后立即换取。' },
    refresh_unknown: {
      why: '刷新令牌不存在，或已失效。',
      mend: '请用户重新登录；确认保存的是最近一次得到的刷新令牌。',
    },
    refresh_expired: { why: '刷新令牌已过期。', mend: '请用户重新登录。' },
    used_already: {
      why: '这个授权码或刷新令牌已经用过，只能用一次。',
      mend: '同一次登录不要从两处换取；每次刷新后改用新得到的刷新令牌。',
    },
    another_client: {
      why: '这个授权码或令牌是发给另一个应用的。',
      mend: '检查是否混用了两个应用的编号和密钥。',
    },
    account_gone: {
      why: '用户已退出，或其登录不再达到当时的等级。',
      mend: '请用户重新登录。',
    },
    grant_gone: { why: '用户对此应用的授权已结束。', mend: '请用户重新登录。' },
    pkce_wrong: {
      why: 'code_verifier 与登录请求中的 code_challenge 不符。',
      mend: '检查是否按会话保存了 code_verifier，并用 SHA-256 和 base64url 计算。',
    },
    pkce_missing: {
      why: '缺少 PKCE。',
      mend: '登录请求带 code_challenge，换取令牌时带 code_verifier。',
    },
    pkce_method: { why: '不支持这种 PKCE 方法。', mend: '使用 code_challenge_method=S256。' },
    pkce_form: {
      why: 'code_verifier 或 code_challenge 的格式不对。',
      mend: '用 43 到 128 个字母、数字和 - . _ ~。',
    },
    missing_parameter: { why: '缺少必需的参数。', mend: '按下面的说明补上。' },
    parameter_twice: { why: '同一个参数出现了两次。', mend: '每个参数只写一次。' },
    openid_missing: { why: 'scope 里没有 openid。', mend: '加上 openid。' },
    grant_type_refused: {
      why: '此应用没有登记这种 grant_type。',
      mend: '使用登记过的，或变更登记。',
    },
    response_type_refused: {
      why: '不支持这种 response_type。',
      mend: '使用 response_type=code。',
    },
    response_mode_refused: {
      why: '不支持这种 response_mode。',
      mend: '去掉这个参数，或使用 query 或 form_post。',
    },
    content_type: {
      why: '请求正文的格式不对。',
      mend: '使用 application/x-www-form-urlencoded。',
    },
    logout_uri: {
      why: '退出后返回的地址没有登记。',
      mend: '登记 post_logout_redirect_uris，请求中写同一个地址。',
    },
    id_token_hint: {
      why: 'id_token_hint 无法核实。',
      mend: '带上本平台发给此应用的 id_token，原样不改。签名密钥作废后旧的不再有效。',
    },
    par_required: {
      why: '此应用必须先提交登录请求（PAR）。',
      mend: '先把参数提交到 pushed_authorization_request_endpoint，再只带 request_uri 打开登录。',
    },
    dpop_missing: { why: '缺少 DPoP 证明。', mend: '带上 DPoP 头，令牌用 DPoP 方式出示。' },
    dpop_key: {
      why: 'DPoP 证明所用的密钥不是令牌绑定的那一个。',
      mend: '从登录到使用令牌都用同一把密钥。',
    },
    access_denied: {
      why: '用户没有完成登录，或没有同意。',
      mend: '告诉用户可以再试一次；这不是应用的错误。',
    },
    authorization_pending: { why: '用户还没有批准设备。', mend: '按间隔继续询问。' },
    consent_required: {
      why: '用户还没有同意，而请求不允许询问（prompt=none）。',
      mend: '不带 prompt=none 再请求。',
    },
    expired_token: { why: '设备码已过期。', mend: '重新开始设备登录。' },
    insufficient_scope: {
      why: '访问令牌没有这里需要的 scope。',
      mend: '登录请求中加上这个 scope，并确认已获批准。',
    },
    insufficient_user_authentication: {
      why: '用户的登录没有达到这里需要的等级，或时间太久。',
      mend: '带 acr_values 或 max_age 重新登录。',
    },
    interaction_required: {
      why: '需要用户操作，而请求不允许询问（prompt=none）。',
      mend: '不带 prompt=none 再请求。',
    },
    invalid_client: {
      why: '应用没有证明自己的身份。',
      mend: '核对 client_id 和密钥；用 private_key_jwt 时核对 iss、sub、aud、exp 和签名公钥。',
    },
    invalid_client_metadata: {
      why: '登记的内容有一项不成立。',
      mend: '按下面的说明改正这一项。',
    },
    invalid_dpop_proof: {
      why: 'DPoP 证明不成立。',
      mend: '核对 htm、htu、iat、ath 和 nonce，jti 每次不同。',
    },
    invalid_grant: {
      why: '授权码、刷新令牌或其他凭据不成立。',
      mend: '请用户重新登录；反复出现时检查时钟和保存的方式。',
    },
    invalid_redirect_uri: {
      why: 'redirect_uri 没有登记。',
      mend: '与登记的地址逐字比较：协议、主机、端口、路径和末尾的斜杠都要相同。',
    },
    invalid_request: { why: '请求的参数不对。', mend: '按下面的说明改正。' },
    invalid_request_object: {
      why: '签名的请求（request）不成立。',
      mend: '核对签名算法、公钥、iss、aud、exp 和 client_id。',
    },
    invalid_request_uri: {
      why: 'request_uri 不存在、已过期或已用过。',
      mend: '每次登录重新提交一次。',
    },
    invalid_scope: {
      why: '请求了没有批准的 scope。',
      mend: '只请求已批准的，或申请增加。',
    },
    invalid_target: { why: 'resource 没有登记。', mend: '使用登记过的 resource。' },
    invalid_token: {
      why: '访问令牌无效、已过期，或用户已退出。',
      mend: '刷新令牌，或请用户重新登录。',
    },
    login_required: {
      why: '用户没有登录，而请求不允许询问（prompt=none）。',
      mend: '不带 prompt=none 再请求。',
    },
    request_not_supported: {
      why: '此应用没有登记签名的请求（request）。',
      mend: '去掉 request 参数，或变更登记。',
    },
    server_error: { why: '平台发生故障。', mend: '稍后重试；反复出现时把请求编号告诉服务热线。' },
    slow_down: { why: '询问得太频繁。', mend: '把间隔加长 5 秒。' },
    temporarily_unavailable: { why: '平台暂时不能服务。', mend: '按 Retry-After 稍后重试。' },
    unauthorized_client: { why: '此应用不可以这样请求。', mend: '查看登记的 grant_types。' },
    unmet_authentication_requirements: {
      why: '用户没有达到请求的等级。',
      mend: '告诉用户怎样提高等级，或请求较低的 acr_values。',
    },
    unsupported_grant_type: {
      why: '不支持这种 grant_type。',
      mend: '查看发现文档的 grant_types_supported。',
    },
    unsupported_response_mode: {
      why: '不支持这种 response_mode。',
      mend: '查看发现文档的 response_modes_supported。',
    },
    unsupported_response_type: {
      why: '不支持这种 response_type。',
      mend: '使用 response_type=code。',
    },
    use_dpop_nonce: {
      why: 'DPoP 证明缺少最新的 nonce。',
      mend: '用答复中 DPoP-Nonce 头的值重做证明再试；这是正常的一步。',
    },
  },
};
