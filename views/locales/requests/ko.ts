// Longer than 250 lines on purpose: one list, read beside zh-CN.
import { endpoint as registration } from '../initial-tokens/ko.ts';
import type { zhCN } from './zh-CN.ts';

export const ko: typeof zhCN = {
  endpoints: {
    authorization: '로그인 요청(/auth)',
    pushed_authorization_request: '미리 보낸 로그인 요청(PAR)',
    device_authorization: '설비의 로그인 요청',
    token: '토큰 교환(/token)',
    userinfo: '사용자정보 읽기(/userinfo)',
    introspection: '토큰 조회(/introspect)',
    revocation: '토큰 취소(/revoke)',
    end_session: '로그아웃(/signout)',
    api: '업무 접속구(/api)',
    registration,
  },
  outcomes: { ok: '성공', refused: '거절', failed: '플랫폼 고장' },
  by_anybody: '확인되지 않음: 누구나 이 앱의 이름으로 보낼수 있습니다',
  kept: (days: number) =>
    `기록은 ${days}일간 보관합니다. 1분마다 일부분만 기록하며 거절된 요청은 따로 셉니다.`,
  unexplained: '더 자세한 설명이 없습니다. 요청번호를 봉사전화에 알려주십시오.',
  named: '거절된 내용',
  in_run: '검수로보트가 이 응용을 검수하는 동안의 요청',
  switched: (names: readonly string[]) => `켜놓은 고장이 만든 응답입니다: ${names.join(', ')}`,
  reasons: {
    wrong_secret: {
      why: '앱의 비밀열쇠가 틀립니다.',
      mend: '배치된것이 가장 최근에 발급되고 기한이 지나지 않은 비밀열쇠인지 대조하십시오.',
    },
    wrong_auth_method: {
      why: '앱이 신분을 증명하는 방식이 등록된것과 다릅니다.',
      mend: '등록된 방식(token_endpoint_auth_method)대로 설정하거나 등록을 변경하십시오.',
    },
    two_auth_methods: {
      why: '한 요청에서 두가지 방식으로 신분을 증명하였습니다.',
      mend: 'Authorization 머리부나 본문중 하나만 쓰십시오.',
    },
    no_authentication: {
      why: '요청에 앱의 신분을 증명하는 내용이 없습니다.',
      mend: '비밀열쇠나 client_assertion을 함께 보내십시오.',
    },
    assertion_used: {
      why: '이 client_assertion은 이미 사용되였습니다.',
      mend: '요청마다 새로 서명하고 jti를 매번 다르게 하십시오.',
    },
    code_redirect_uri: {
      why: '토큰을 교환할 때의 redirect_uri가 로그인 요청의것과 다릅니다.',
      mend: '두곳에 한 글자도 다르지 않은 같은 주소를 쓰십시오.',
    },
    code_unknown: {
      why: '인가코드가 없거나 기한이 지난지 오랩니다.',
      mend: '인가코드를 받는 즉시 교환하고 보관하지 마십시오.',
    },
    code_expired: {
      why: '인가코드의 기한이 지났습니다. 유효기간은 60초입니다.',
      mend: '인가코드를 받는 즉시 교환하십시오.',
    },
    refresh_unknown: {
      why: '갱신토큰이 없거나 효력을 잃었습니다.',
      mend: '사용자가 다시 로그인하게 하고 마지막에 받은 갱신토큰을 보관하는지 확인하십시오.',
    },
    refresh_expired: {
      why: '갱신토큰의 기한이 지났습니다.',
      mend: '사용자가 다시 로그인하게 하십시오.',
    },
    used_already: {
      why: '이 인가코드나 갱신토큰은 이미 사용되였습니다. 한번만 쓸수 있습니다.',
      mend: '두곳에서 교환하지 말고 갱신할 때마다 새 갱신토큰을 쓰십시오.',
    },
    another_client: {
      why: '이 인가코드나 토큰은 다른 앱에 발급된것입니다.',
      mend: '두 앱의 번호와 비밀열쇠를 섞어 쓰지 않았는지 확인하십시오.',
    },
    account_gone: {
      why: '사용자가 로그아웃하였거나 로그인이 그때의 등급에 이르지 못합니다.',
      mend: '사용자가 다시 로그인하게 하십시오.',
    },
    grant_gone: {
      why: '사용자가 이 앱에 준 허가가 끝났습니다.',
      mend: '사용자가 다시 로그인하게 하십시오.',
    },
    pkce_wrong: {
      why: 'code_verifier가 로그인 요청의 code_challenge와 맞지 않습니다.',
      mend: '세션마다 code_verifier를 보관하는지, SHA-256과 base64url로 계산하는지 확인하십시오.',
    },
    pkce_missing: {
      why: 'PKCE가 없습니다.',
      mend: '로그인 요청에 code_challenge를, 교환에 code_verifier를 넣으십시오.',
    },
    pkce_method: {
      why: '이 PKCE 방법은 지원하지 않습니다.',
      mend: 'code_challenge_method=S256을 쓰십시오.',
    },
    pkce_form: {
      why: 'code_verifier나 code_challenge의 형식이 틀립니다.',
      mend: '글자, 수자와 - . _ ~로 된 43~128자를 쓰십시오.',
    },
    missing_parameter: {
      why: '필요한 파라미터가 없습니다.',
      mend: '아래에 밝힌것을 보충하십시오.',
    },
    parameter_twice: {
      why: '같은 파라미터가 두번 들어있습니다.',
      mend: '파라미터마다 한번만 쓰십시오.',
    },
    openid_missing: { why: 'scope에 openid가 없습니다.', mend: 'openid를 넣으십시오.' },
    grant_type_refused: {
      why: '이 앱은 이 grant_type으로 등록되지 않았습니다.',
      mend: '등록된것을 쓰거나 등록을 변경하십시오.',
    },
    response_type_refused: {
      why: '이 response_type은 쓸수 없습니다.',
      mend: 'response_type=code를 쓰십시오.',
    },
    response_mode_refused: {
      why: '이 response_mode는 쓸수 없습니다.',
      mend: '이 파라미터를 빼거나 query 또는 form_post를 쓰십시오.',
    },
    content_type: {
      why: '요청 본문의 형식이 틀립니다.',
      mend: 'application/x-www-form-urlencoded를 쓰십시오.',
    },
    logout_uri: {
      why: '로그아웃한 뒤에 돌아갈 주소가 등록되지 않았습니다.',
      mend: 'post_logout_redirect_uris에 등록하고 같은 주소를 보내십시오.',
    },
    id_token_hint: {
      why: 'id_token_hint를 확인할수 없습니다.',
      mend: '본 플랫폼이 이 앱에 발급한 id_token을 그대로 보내십시오. 서명열쇠가 페지되면 이전것은 효력이 없습니다.',
    },
    par_required: {
      why: '이 앱은 로그인 요청을 먼저 제출하여야 합니다(PAR).',
      mend: '파라미터를 pushed_authorization_request_endpoint에 제출한 다음 request_uri만으로 로그인을 여십시오.',
    },
    dpop_missing: {
      why: 'DPoP 증명이 없습니다.',
      mend: 'DPoP 머리부를 보내고 토큰을 DPoP 방식으로 제시하십시오.',
    },
    dpop_key: {
      why: 'DPoP 증명의 열쇠가 토큰에 묶인 열쇠가 아닙니다.',
      mend: '로그인부터 토큰 사용까지 같은 열쇠를 쓰십시오.',
    },
    access_denied: {
      why: '사용자가 로그인을 마치지 않았거나 동의하지 않았습니다.',
      mend: '다시 해볼수 있다고 사용자에게 알려주십시오. 앱의 잘못이 아닙니다.',
    },
    authorization_pending: {
      why: '사용자가 아직 설비를 승인하지 않았습니다.',
      mend: '간격을 두고 계속 물으십시오.',
    },
    consent_required: {
      why: '사용자가 아직 동의하지 않았고 요청이 묻는것을 허용하지 않습니다(prompt=none).',
      mend: 'prompt=none 없이 다시 요청하십시오.',
    },
    expired_token: {
      why: '설비코드의 기한이 지났습니다.',
      mend: '설비에서 다시 시작하십시오.',
    },
    insufficient_scope: {
      why: '접근토큰에 여기서 필요한 scope가 없습니다.',
      mend: '로그인 요청에 이 scope를 넣고 비준되였는지 확인하십시오.',
    },
    insufficient_user_authentication: {
      why: '사용자의 로그인이 여기서 필요한 등급에 이르지 못하거나 너무 오래되였습니다.',
      mend: 'acr_values나 max_age를 넣어 다시 로그인하게 하십시오.',
    },
    interaction_required: {
      why: '사용자의 조작이 필요하지만 요청이 묻는것을 허용하지 않습니다(prompt=none).',
      mend: 'prompt=none 없이 다시 요청하십시오.',
    },
    invalid_client: {
      why: '앱이 신분을 증명하지 못하였습니다.',
      mend: 'client_id와 비밀열쇠를 대조하십시오. private_key_jwt이면 iss, sub, aud, exp와 공개열쇠를 대조하십시오.',
    },
    invalid_client_metadata: {
      why: '등록내용가운데 성립되지 않는것이 있습니다.',
      mend: '아래에 밝힌것을 고치십시오.',
    },
    invalid_dpop_proof: {
      why: 'DPoP 증명이 성립되지 않습니다.',
      mend: 'htm, htu, iat, ath와 nonce를 대조하고 jti를 매번 다르게 하십시오.',
    },
    invalid_grant: {
      why: '인가코드, 갱신토큰 또는 다른 증거가 성립되지 않습니다.',
      mend: '사용자가 다시 로그인하게 하십시오. 되풀이되면 시계와 보관방식을 확인하십시오.',
    },
    invalid_redirect_uri: {
      why: 'redirect_uri가 등록되지 않았습니다.',
      mend: '등록된 주소와 한 글자씩 대조하십시오. 규약, 호스트, 포트, 경로와 끝의 사선까지 같아야 합니다.',
    },
    invalid_request: {
      why: '요청의 파라미터가 틀립니다.',
      mend: '아래에 밝힌것을 고치십시오.',
    },
    invalid_request_object: {
      why: '서명된 요청(request)이 성립되지 않습니다.',
      mend: '서명알고리듬, 공개열쇠, iss, aud, exp와 client_id를 대조하십시오.',
    },
    invalid_request_uri: {
      why: 'request_uri가 없거나 기한이 지났거나 이미 사용되였습니다.',
      mend: '로그인할 때마다 새로 제출하십시오.',
    },
    invalid_scope: {
      why: '비준되지 않은 scope를 요청하였습니다.',
      mend: '비준된것만 요청하거나 추가를 신청하십시오.',
    },
    invalid_target: {
      why: 'resource가 등록되지 않았습니다.',
      mend: '등록된 resource를 쓰십시오.',
    },
    invalid_token: {
      why: '접근토큰이 무효이거나 기한이 지났거나 사용자가 로그아웃하였습니다.',
      mend: '토큰을 갱신하거나 사용자가 다시 로그인하게 하십시오.',
    },
    login_required: {
      why: '사용자가 로그인하지 않았고 요청이 묻는것을 허용하지 않습니다(prompt=none).',
      mend: 'prompt=none 없이 다시 요청하십시오.',
    },
    request_not_supported: {
      why: '이 앱은 서명된 요청(request)으로 등록되지 않았습니다.',
      mend: 'request 파라미터를 빼거나 등록을 변경하십시오.',
    },
    server_error: {
      why: '플랫폼에 고장이 생겼습니다.',
      mend: '잠시후 다시 하십시오. 되풀이되면 요청번호를 봉사전화에 알려주십시오.',
    },
    slow_down: { why: '너무 자주 묻습니다.', mend: '간격을 5초 늘이십시오.' },
    temporarily_unavailable: {
      why: '플랫폼이 잠시 봉사할수 없습니다.',
      mend: 'Retry-After에 따라 잠시후 다시 하십시오.',
    },
    unauthorized_client: {
      why: '이 앱은 이렇게 요청할수 없습니다.',
      mend: '등록된 grant_types를 보십시오.',
    },
    unmet_authentication_requirements: {
      why: '사용자가 요청한 등급에 이르지 못합니다.',
      mend: '등급을 높이는 방법을 사용자에게 알리거나 더 낮은 acr_values를 요청하십시오.',
    },
    unsupported_grant_type: {
      why: '이 grant_type은 지원하지 않습니다.',
      mend: '발견문서의 grant_types_supported를 보십시오.',
    },
    unsupported_response_mode: {
      why: '이 response_mode는 지원하지 않습니다.',
      mend: '발견문서의 response_modes_supported를 보십시오.',
    },
    unsupported_response_type: {
      why: '이 response_type은 지원하지 않습니다.',
      mend: 'response_type=code를 쓰십시오.',
    },
    use_dpop_nonce: {
      why: 'DPoP 증명에 최신 nonce가 없습니다.',
      mend: '응답의 DPoP-Nonce 머리부의 값으로 증명을 다시 만들어 보내십시오. 정상적인 걸음입니다.',
    },
  },
};
