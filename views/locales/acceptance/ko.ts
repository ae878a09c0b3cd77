// What the acceptance robot tries, in Korean. Longer than 250 lines on purpose: one catalogue.
import type { RefusalSentence } from '../sentence.ts';
import type { zhCN, refusals as zhRefusals } from './zh-CN.ts';

export const ko: typeof zhCN = {
  title: '검수 시험 결과',
  passed: '통과',
  failed: '불통과',
  not_applicable: '해당 없음',
  not_reached: '시험하지 못함',
  advised: '권고만',
  waiting:
    '시험이 차례를 기다리고 있으며 시작되면 2~3분 걸립니다. 페지를 다시 열면 진행을 볼수 있습니다.',
  running: '시험이 진행중입니다. 보통 2~3분 걸립니다.',
  broken: '시험이 결과 없이 중단되였습니다. 다시 시험하십시오.',
  all_passed: (points: number) => `${points}개 항목이 모두 통과되였거나 해당되지 않습니다.`,
  some_failed: (failed: number, not_reached: number) =>
    `${failed}개 항목이 통과되지 못하였습니다${not_reached ? `(시험하지 못한 항목 ${not_reached}개)` : ''}. 권고대로 고치고 다시 시험하십시오.`,
  excusable: (points) =>
    `다른 항목은 모두 통과하였습니다. 이 ${points}개 항목은 리유를 적어 제출할수 있고 직원 두명이 결정합니다. 이 페지의 서명된 보고를 쓰십시오.`,
  may_be_excused: '리유를 적을수 있음',
  evidence: '근거',
  standard: '표준',
  seen: {
    quoted: (text) => `${text}`,
    client_answered: (status) => `응용의 응답 ${status}`,
    gateway_answered: (status) => `통일신분인증의 응답 ${status}`,
    looped: () => '끝없이 되풀이하여 넘어감',
    left: (origin) => `${origin}(으)로 나감`,
    no_answer: (word) => `응답이 없음(${word})`,
    held: () => '응답을 전하지 않음',
    signed_in: () => '로그인됨',
    not_signed_in: () => '로그인되지 않음',
    shown_to_stranger: () => '로그인하지 않은 사람에게도 보임',
    none_registered: () => '등록된 주소가 아님',
    not_approved: (scopes) => `승인되지 않은 범위: ${scopes}`,
    pkce: (method, length) => `방식 ${method}, 길이 ${length}자`,
    absent: () => '없음',
    same_twice: () => '두번 모두 같음',
    characters: (count) => `${count}자`,
    auth_methods: (registered, used) => `등록 ${registered}, 사용 ${used}`,
    no_code_verifier: () => 'code_verifier가 없음',
    no_userinfo: () => '응용이 userinfo를 요청하지 않음',
    userinfo_encrypted: () =>
      'userinfo가 응용용으로 암호화되여 시험프로그람이 다른것을 만들수 없음',
    id_token_encrypted: () =>
      'id_token이 응용용으로 암호화되여 시험프로그람이 다른것을 만들수 없음',
    names_somebody_else: () => '페지에 다른 사람이 표시됨',
    names_right_person: () => '그것 없이 계속하였고 페지에 로그인한 본인이 표시됨',
    names_nobody: () => '로그인되였으나 페지에 sub도 이름도 없어 누구의 자료를 썼는지 알수 없음',
    not_strict: () => '이 응용은 standard 규격을 씀',
    in_address: (names) => `주소에 있음: ${names}`,
    requests: (count) => `요청 ${count}건`,
    audience_is_issuer: () => 'aud에는 발급자만 있어야 함',
    old_cookies_signed_in: () => '로그인전의 쿠키로 지금 로그인되여있음',
    cookies: (count) => `쿠키 ${count}개`,
    http_here: () => '이 기계의 http',
    at_answer: () => '페지가 code가 있는 주소에 머무름',
    later_address: () => '그뒤의 주소에 있음',
    header: (name, value) => `${name}: ${value}`,
    header_absent: (name) => `${name} 없음`,
    without_tls: (count, of) => `주소 ${of}개중 ${count}개가 TLS 없음`,
    stacks: (count) => `페지 ${count}개`,
    no_backchannel: () => 'backchannel_logout_uri가 등록되지 않음',
    answered: (status) => `응답 ${status}`,
    still_signed_in: () => '아직 로그인상태임',
    no_longer_signed_in: () => '더는 로그인상태가 아님',
    other_session_ended: () => '다른 세션도 끝났음',
    other_hint: () => '다른 세션의것임',
    no_return: () => 'post_logout_redirect_uri가 없음',
    no_initiate: () => 'initiate_login_uri가 등록되지 않음',
    no_level_asked: () => '응용이 등급을 요구하지 않음',
    nobody_let_in: () => '그뒤에는 누구도 로그인할수 없음',
    signed_in_before: () => '응답이 없이도 이미 로그인상태임',
    without_end: (count, of) =>
      count === '0'
        ? `${of}번 모두 끝없이 되풀이되지 않음`
        : `${of}번중 ${count}번이 끝없이 되풀이됨`,
    refreshed: (count, refused) => `갱신 ${count}번, 그중 거절 ${refused}번`,
    no_refresh: () => 'refresh_token이 등록되지 않음',
  },
  seen_and: '; ',
  points: {
    'start.inside_closed': [
      '가입하지 않은 사람은 내부 페지를 볼수 없다',
      '내부 페지는 먼저 응용의 세션을 확인하고 없으면 가입으로 보냅니다.',
    ],
    'start.leads_here': [
      '가입 주소가 통일 신분인증으로 이어진다',
      '가입 주소를 열면 브라우저를 권한부여 주소로 보내야 합니다.',
    ],
    'request.code_flow': [
      '인증코드 방식만 쓴다',
      'response_type에는 code만 쓰고 다른 방식은 쓰지 마십시오.',
    ],
    'request.redirect_exact': [
      '돌아오는 주소가 등록한것과 똑같다',
      'redirect_uri는 등록한 그대로 쓰고 파라메터를 덧붙이지 마십시오.',
    ],
    'request.scope': [
      '비준된 범위만 신청한다',
      'scope에 openid가 있어야 하고 나머지는 비준된것만 쓰십시오.',
    ],
    'request.pkce': [
      'PKCE의 S256을 쓴다',
      '가입할 때마다 verifier를 만들고 그 SHA-256을 보내십시오.',
    ],
    'request.pkce_fresh': [
      'PKCE가 가입할 때마다 새것이다',
      'code_verifier를 고정하거나 다시 쓰지 마십시오.',
    ],
    'request.state': [
      'state가 있고 충분히 길다',
      '안전한 우연수로 16자 이상의 state를 만드십시오.',
    ],
    'request.state_fresh': [
      'state가 가입할 때마다 새것이다',
      '가입할 때마다 state를 새로 만들어 이 브라우저에 매여두십시오.',
    ],
    'request.nonce': [
      'nonce가 있고 충분히 길다',
      '안전한 우연수로 16자 이상의 nonce를 만드십시오.',
    ],
    'request.nonce_fresh': [
      'nonce가 가입할 때마다 새것이다',
      '가입할 때마다 nonce를 새로 만들어 이 브라우저에 매여두십시오.',
    ],
    'request.nothing_secret': [
      '주소에 비밀열쇠와 토큰이 없다',
      '비밀열쇠는 토큰 주소에서만 쓰고 브라우저 주소에 넣지 마십시오.',
    ],
    'sign_in.works': [
      '가입할수 있다',
      '먼저 보통 가입이 되게 하십시오. 요청 기록에 거절 리유가 있습니다.',
    ],
    'sign_in.as_registered': [
      '등록한 방식으로 자기를 증명한다',
      '토큰 주소에서 등록한 방식을 쓰고 code_verifier를 보내십시오.',
    ],
    'sign_in.token_in_header': [
      '접근 토큰은 머리부에만 둔다',
      '접근 토큰은 Authorization 머리부로 보내고 주소에 넣지 마십시오.',
    ],
    'answer.state_checked': [
      '다른 state는 거절한다',
      'state를 이 브라우저에 보관한 값과 비교하고 다르면 멈추십시오.',
    ],
    'answer.state_required': [
      'state가 없으면 거절한다',
      'state가 없는 대답도 거절하십시오. 있을 때만 비교하지 마십시오.',
    ],
    'answer.other_browser': [
      '다른 브라우저의 대답으로 가입되지 않는다',
      'state는 가입을 시작한 브라우저의 쿠키나 세션에 두고 공동으로 두지 마십시오.',
    ],
    'answer.iss_checked': [
      '다른 iss는 거절한다',
      '대답의 iss를 issuer와 비교하고 다르면 멈추십시오.',
    ],
    'answer.iss_required': [
      'iss가 없으면 거절한다',
      '발견 문서에 iss가 약속되여있으니 없으면 거절하십시오.',
    ],
    'answer.code_once': [
      '같은 대답은 한번만 쓸수 있다',
      'state는 쓰고나면 지우고 다시 온 인증코드로 세션을 시작하지 마십시오.',
    ],
    'answer.denied': [
      '본인이 거절하면 말로 알린다',
      'access_denied에는 설명 페지를 보이고 500으로 대답하지 마십시오.',
    ],
    'answer.login_required': [
      'login_required를 처리한다',
      'login_required에는 다시 가입하게 하거나 설명 페지를 보이십시오.',
    ],
    'answer.code_refused': [
      '인증코드가 거절되면 말로 알린다',
      'invalid_grant에는 설명 페지를 보이고 500으로 대답하지 마십시오.',
    ],
    'answer.no_loop': [
      '오유 뒤에 끝없이 되풀이하지 않는다',
      '오유 뒤에 저절로 다시 가입하지 말고 본인이 누르게 하십시오.',
    ],
    'id_token.required': [
      'id_token이 없으면 가입되지 않는다',
      'id_token이 있어야 세션을 시작하십시오. 접근 토큰만으로는 부족합니다.',
    ],
    'id_token.signature': [
      '서명이 틀린 id_token은 거절한다',
      '토큰 주소에서 직접 받았더라도 JWKS의 공개열쇠로 서명을 확인하십시오.',
    ],
    'id_token.unknown_key': [
      '모르는 열쇠의 id_token은 거절한다',
      '모르는 kid는 JWKS를 한번 다시 읽고 그래도 없으면 거절하십시오.',
    ],
    'id_token.new_key': [
      '열쇠가 바뀐 뒤에도 가입된다',
      '모르는 kid를 만나면 JWKS를 다시 읽고 영구히 보관하지 마십시오.',
    ],
    'id_token.alg_none': [
      '서명이 없는 id_token은 거절한다',
      '등록한 알고리듬만 받고 alg none은 절대 받지 마십시오.',
    ],
    'id_token.issuer': [
      '다른 iss의 id_token은 거절한다',
      'id_token의 iss는 issuer와 똑같아야 합니다.',
    ],
    'id_token.audience': [
      '다른 응용의 id_token은 거절한다',
      'aud는 귀 응용의 client_id여야 합니다.',
    ],
    'id_token.expired': [
      '기한이 지난 id_token은 거절한다',
      'exp를 확인하고 허용 오차는 몇분을 넘기지 마십시오.',
    ],
    'id_token.nonce': [
      '다른 nonce의 id_token은 거절한다',
      'nonce를 이 브라우저에 보관한 값과 비교하십시오.',
    ],
    'id_token.nonce_required': [
      'nonce가 없는 id_token은 거절한다',
      'nonce를 보냈으면 id_token에서 요구하십시오.',
    ],
    'id_token.clock_behind': [
      '시계가 10분 늦어도 옳바로 처리한다',
      '봉사기의 시계를 맞추고 거절할 때는 설명 페지를 보이십시오.',
    ],
    'id_token.clock_ahead': [
      '시계가 10분 빨라도 옳바로 처리한다',
      '봉사기의 시계를 맞추고 거절할 때는 설명 페지를 보이십시오.',
    ],
    'level.checked': ['등급이 낮으면 거절한다', '등급을 신청했으면 id_token의 acr와 비교하십시오.'],
    'userinfo.subject': [
      '다른 사람의 userinfo를 쓰지 않는다',
      'userinfo의 sub를 id_token의 sub와 비교하고, 다르면 중단하거나 그것 없이 계속하십시오. 확인할수 있도록 내부 페지에 로그인한 사람의 sub나 이름을 표시하십시오.',
    ],
    'unavailable.token': [
      '토큰 주소가 멈추면 말로 알린다',
      '503에는 나중에 다시 오라는 페지를 보이고 가입시키지 마십시오.',
    ],
    'unavailable.userinfo': [
      'userinfo가 멈추면 말로 알린다',
      '503에는 설명 페지를 보이거나 id_token의 내용으로 계속하십시오.',
    ],
    'unavailable.no_loop': [
      '멈춘 동안 끝없이 되풀이하지 않는다',
      'Retry-After를 지키고 저절로 다시 가입하지 마십시오.',
    ],
    'pages.no_stack': [
      '페지에 프로그람 내부가 보이지 않는다',
      '오유수정 페지를 끄고 자세한 내용은 기록에만 남기십시오.',
    ],
    'refresh.goes_on': [
      '접근 토큰이 끝나도 계속할수 있다',
      'refresh_token으로 바꾸고 매번 새것을 보관하십시오.',
    ],
    'session.renewed': [
      '가입할 때 세션 번호가 바뀐다',
      '가입이 되면 세션 번호를 새로 만들고 옛것은 무효로 하십시오.',
    ],
    'cookie.http_only': ['세션 쿠키에 HttpOnly가 있다', '세션 쿠키에 HttpOnly를 붙이십시오.'],
    'cookie.secure': [
      '세션 쿠키에 Secure가 있다',
      '세션 쿠키에 Secure를 붙이십시오. __Host-가 제일 좋습니다.',
    ],
    'cookie.same_site': ['세션 쿠키에 SameSite가 있다', 'SameSite=Lax나 Strict를 붙이십시오.'],
    'cookie.no_token': [
      '쿠키에 토큰이 없다',
      '토큰은 봉사기에 두고 쿠키에는 세션 번호만 두십시오.',
    ],
    'address.clean': [
      '대답 뒤의 주소에 인증코드와 토큰이 없다',
      '대답을 처리한 뒤 깨끗한 주소로 보내십시오.',
    ],
    'address.referrer': [
      '페지가 Referrer를 제한한다',
      'Referrer-Policy를 두십시오. 례: same-origin(no-referrer 이면 열람기가 자기 양식도 Origin: null 로 보낸다).',
    ],
    'header.nosniff': ['페지에 nosniff가 있다', 'X-Content-Type-Options: nosniff를 두십시오.'],
    'header.frame': [
      '다른 사이트의 틀에 들어가지 않는다',
      "frame-ancestors 'none'이나 X-Frame-Options를 두십시오.",
    ],
    'header.csp': [
      '페지에 내용 안전 정책이 있다',
      'Content-Security-Policy를 두고 내부 스크립트를 허용하지 마십시오.',
    ],
    'header.no_store': ['개인 페지는 보관되지 않는다', 'Cache-Control: no-store를 두십시오.'],
    'header.hsts': ['사이트가 https를 요구한다', 'Strict-Transport-Security를 두십시오.'],
    'tls.everywhere': ['모든 주소가 https이다', '등록하고 쓰는 주소를 모두 https로 하십시오.'],
    'backchannel.signature': [
      '서명이 틀린 탈퇴 통지는 거절한다',
      'JWKS로 서명을 확인하고 틀리면 400으로 대답하십시오.',
    ],
    'backchannel.alg_none': [
      '서명이 없는 탈퇴 통지는 거절한다',
      'alg none은 절대 받지 말고 400으로 대답하십시오.',
    ],
    'backchannel.issuer': [
      '다른 iss의 탈퇴 통지는 거절한다',
      'iss를 확인하고 다르면 400으로 대답하십시오.',
    ],
    'backchannel.audience': [
      '다른 응용의 탈퇴 통지는 거절한다',
      'aud를 확인하고 다르면 400으로 대답하십시오.',
    ],
    'backchannel.expired': [
      '기한이 지난 탈퇴 통지는 거절한다',
      'exp와 iat를 확인하고 지났으면 400으로 대답하십시오.',
    ],
    'backchannel.events': [
      '다른 사건의 탈퇴 통지는 거절한다',
      'events에 탈퇴 사건이 없으면 400으로 대답하십시오.',
    ],
    'backchannel.nonce': [
      'nonce가 있는 탈퇴 통지는 거절한다',
      '탈퇴 통지에 nonce가 있으면 400으로 대답하십시오.',
    ],
    'backchannel.receipt': [
      '탈퇴 통지를 5초안에 확인한다',
      '탈퇴 통지 주소를 등록하고 받는 즉시 200으로 대답하십시오.',
    ],
    'backchannel.ends_session': [
      '통지를 받으면 세션이 정말 끝난다',
      'sid로 세션을 찾아 봉사기에서 지우십시오.',
    ],
    'backchannel.others_stay': ['다른 세션은 계속된다', 'sid가 가리키는 세션만 끝내십시오.'],
    'sign_out.leads_here': [
      '탈퇴를 통일 신분인증에 알린다',
      '브라우저를 end_session_endpoint로 보내십시오.',
    ],
    'sign_out.hint': [
      '탈퇴할 때 id_token_hint를 보낸다',
      '가입할 때의 id_token을 id_token_hint로 보내십시오.',
    ],
    'sign_out.returns': [
      '탈퇴한 뒤 등록한 주소로 돌아온다',
      '등록한 post_logout_redirect_uri를 보내고 그 페지가 열리게 하십시오.',
    ],
    'sign_out.session_over': [
      '탈퇴하면 응용의 세션이 끝난다',
      '쿠키만 지우지 말고 봉사기의 세션을 지우십시오.',
    ],
    'initiate.works': [
      '밖에서 가입을 시작할수 있다',
      'initiate_login_uri는 iss를 받고 권한부여 주소로 보내야 합니다.',
    ],
    'initiate.target': [
      '다른 사이트로 보내지 않는다',
      'target_link_uri는 자기 도메인의것만 받으십시오.',
    ],
    'strict.par': [
      '요청을 먼저 밀어보낸다',
      'PAR를 쓰고 주소에는 client_id와 request_uri만 두십시오.',
    ],
    'strict.dpop': ['토큰이 열쇠에 매여있다', '토큰 주소와 userinfo에 DPoP 증명을 보내십시오.'],
    'strict.dpop_fresh': ['DPoP 증명이 매번 새것이다', '요청마다 jti를 새로 만드십시오.'],
    'strict.assertion': [
      '비공개열쇠로 자기를 증명한다',
      'private_key_jwt를 쓰고 aud에는 issuer만 쓰십시오.',
    ],
    'strict.assertion_fresh': ['증명이 매번 새것이다', '요청마다 jti를 새로 만드십시오.'],
  },
  switches: {
    consent_refused: '본인이 거절함',
    login_required: '다시 가입이 필요함',
    source_down: '부문 가입 체계가 대답하지 않음',
    gateway_unavailable: '권한부여 주소가 멈춤',
    state_altered: 'state가 다름',
    iss_altered: 'iss가 다름',
    iss_missing: 'iss가 없음',
    code_invalid: '인증코드가 무효임',
    token_unavailable: '토큰 주소가 멈춤',
    access_short: '접근 토큰이 1초만에 끝남',
    id_token_missing: 'id_token이 없음',
    id_token_signature: 'id_token의 서명이 틀림',
    id_token_unknown_key: 'id_token의 열쇠를 모름',
    id_token_new_key: 'id_token을 새 열쇠로 서명함',
    id_token_alg_none: 'id_token에 서명이 없음',
    id_token_issuer: 'id_token의 iss가 다름',
    id_token_audience: 'id_token의 aud가 다름',
    id_token_expired: 'id_token의 기한이 지남',
    id_token_nonce: 'id_token의 nonce가 다름',
    id_token_nonce_missing: 'id_token에 nonce가 없음',
    level_too_low: '등급이 낮음',
    clock_behind: '시계가 10분 늦음',
    clock_ahead: '시계가 10분 빠름',
    userinfo_other_sub: '다른 사람의 userinfo',
    userinfo_unavailable: 'userinfo가 멈춤',
    logout_signature: '탈퇴 통지의 서명이 틀림',
    logout_alg_none: '탈퇴 통지에 서명이 없음',
    logout_issuer: '탈퇴 통지의 iss가 다름',
    logout_audience: '탈퇴 통지의 aud가 다름',
    logout_expired: '탈퇴 통지의 기한이 지남',
    logout_events: '탈퇴 통지가 다른 사건임',
    logout_nonce: '탈퇴 통지에 nonce가 있음',
  },
};

export const refusals: Record<keyof typeof zhRefusals, RefusalSentence> = {
  'clients.robot_running': {
    title: '시험이 진행중입니다',
    what: '이 응용의 검수 시험이 아직 끝나지 않았습니다.',
    now: '끝난 다음에 다시 시험하십시오.',
  },
  'clients.robot_locked_out': {
    title: '로보트가 이 응용에 로그인할수 없습니다',
    what: '등록된 인증원이나 최저급별때문에 로보트의 계정으로는 로그인할수 없습니다.',
    now: '“규약과 급별”의 인증원에 sandbox-department를 더 적고 다시 시작하십시오.',
  },
  'clients.robot_address': {
    title: '이 응용의 주소가 아닙니다',
    what: '시험은 응용이 등록한 도메인과 포트에만 갈수 있습니다.',
    now: '등록한 도메인의 주소를 적거나 먼저 새 주소를 등록하십시오.',
  },
  'clients.no_sandbox': {
    title: '지금은 검수 보고를 확인할수 없습니다',
    what: '시험 환경이 대답하지 않거나 여기에 설정되여있지 않습니다.',
    now: '몇분 뒤에 다시 해보고 계속 그러면 운영자에게 련락하십시오.',
  },
  'clients.report_unreadable': {
    title: '검수 보고를 확인할수 없습니다',
    what: '보고가 완전하지 않거나 고쳐졌거나 시험 환경이 서명한것이 아닙니다.',
    now: '시험 환경에서 보고 전체를 다시 내려받으십시오.',
  },
  'clients.report_of_other': {
    title: '이 응용의 검수 보고가 아닙니다',
    what: '보고의 응용, 안전 급별 또는 돌아오는 주소가 지금 등록한것과 다릅니다.',
    now: '지금의 등록 내용으로 시험 환경에서 다시 시험하십시오.',
  },
  'clients.report_too_old': {
    title: '검수 보고의 기한이 지났습니다',
    what: '보고는 시험한 날부터 90일동안 유효합니다.',
    now: '시험 환경에서 다시 시험하십시오.',
  },
  'clients.excuse_missing': {
    title: '통과하지 못한 리유가 없습니다',
    what: '검수에서 통과하지 못한 항목이 있는데 그 리유(10~500자)가 적혀있지 않습니다.',
    now: '왜 할수 없는지 적거나, 고친 다음 다시 시험하십시오.',
  },
  'clients.report_failed': {
    title: '검수 시험을 통과하지 못하였습니다',
    what: '보고에 통과하지 못했거나 시험하지 못한 항목이 있습니다.',
    now: '고친 다음 시험 환경에서 다시 시험하십시오.',
  },
};
