import type * as zhCN from './zh-CN.ts';

export const states: typeof zhCN.states = {
  draft: '초고',
  submitted: '제출됨, 심사 대기',
  approved: '승인됨, 아직 열지 않음',
  live: '정상',
  suspended: '정지됨',
  retired: '내려짐',
};

export const acts: typeof zhCN.acts = {
  'client.admit': '응용의 접속 승인',
  'client.change': '응용의 등록 변경',
  'client.retire': '응용 내리기',
  'client.suspend': '응용 정지',
  'client.resume': '응용 회복',
};

export const events: typeof zhCN.events = {
  'client.drafted': '응용의 초고를 만듦',
  'client.changed': '응용의 자료를 고침',
  'client.change_asked': '응용의 등록 변경을 신청함',
  'client.change_granted': '응용의 등록을 신청대로 고침',
  'client.submitted': '응용의 접속신청을 제출함',
  'client.withdrawn': '응용의 신청을 거두어들임',
  'client.refused': '응용의 신청을 돌려보냄',
  'client.admitted': '응용의 접속을 승인함',
  'client.went_live': '응용을 열었음',
  'client.resumed': '응용을 회복함',
  'client.reviewed': '응용의 년도심사를 마침',
  'client.ending': '응용을 내릴 날자를 정함',
  'client.retired': '응용을 내림',
  'client.deletion_received': '응용의 자료삭제 회답을 받음',
  'client.abandoned': '열지 않은 응용을 그만둠',
};

export const refusals: typeof zhCN.refusals = {
  'oidc.client_retired': {
    title: '내려진 봉사입니다',
    what: '로그인하려는 봉사는 이미 쓰지 않게 되여 더는 로그인할수 없습니다.',
    now: '길사판에서 대신할 봉사를 찾아보거나 원래의 부문에 문의하십시오.',
  },
  'clients.unknown': {
    title: '그런 응용이 없습니다',
    what: '이 번호로 등록된 응용이 없습니다.',
    now: '목록으로 돌아가 다시 찾아보십시오.',
  },
  'clients.id_taken': {
    title: '이미 쓰인 번호입니다',
    what: '이 번호는 다른 응용의것이며 이미 내려진것일수도 있습니다. 번호는 다시 주지 않습니다.',
    now: '다른 번호를 쓰십시오.',
  },
  'clients.wrong_state': {
    title: '지금은 할수 없습니다',
    what: '응용의 지금 상태에서는 이 일을 할수 없어 아무것도 바꾸지 않았습니다.',
    now: '응용의 페지를 열고 거기에 있는 차례대로 하십시오. 심사를 기다리는 신청은 먼저 거두어들여야 고칠수 있습니다.',
  },
  'clients.incomplete': {
    title: '신청이 다 채워지지 않았습니다',
    what: '제출하기전에 채워야 할 항목이 하나 비여있어 제출하지 않았습니다.',
    now: '표시된 항목을 채우고 다시 제출하십시오.',
  },
  'clients.not_accepted': {
    title: '접속검수를 통과하지 않았습니다',
    what: '이 응용이 지금 등록대로 검수를 통과했다는 보고가 없어 제출하지 않았습니다.',
    now: '먼저 모래판에서 검수를 통과하고 그 보고와 함께 제출하십시오.',
  },
  'clients.change_waits': {
    title: '심사를 기다리는 변경이 있습니다',
    what: '한 응용은 한번에 하나의 변경만 심사를 기다릴수 있습니다.',
    now: '결과를 기다리거나 그것을 먼저 거두어들이십시오.',
  },
  'clients.no_credentials': {
    title: '응용에 비밀열쇠가 없습니다',
    what: '유효한 비밀열쇠가 없어 열어도 토큰을 받을수 없습니다. 열지 않았습니다.',
    now: '먼저 비밀열쇠를 만들고 여십시오.',
  },
};

export const life: typeof zhCN.life = {
  about: '응용의 상황',
  review: '다음 년도심사',
  review_late: '년도심사가 기한을 넘김',
  ends: '내리는 날자',
  receipt: '자료삭제 회답',
  receipt_waits: '아직 받지 못함',
  day: '날자',
  by: '삭제한 사람',
  deleted: '삭제한 내용',
  contacts: { responsible: '책임자', technical: '기술련락원', duty: '당직련락원' },
  waits: (act) => `“${act}”는 다른 사람의 결정을 기다리고있습니다`,
  submitted: '제출한 신청',
  changes: '신청한 변경',
  accepted: '접속검수를 통과함',
  columns: { field: '항목', was: '지금', to: '신청' },
  past: '지난 신청',
  no_past: '끝난 신청이 없습니다.',
  past_columns: { what: '내용', asked: '제기한 시간', came: '결과', why: '리유' },
  first: '접속신청',
  change: '변경',
  came: { asked: '기다리는중', granted: '승인됨', refused: '돌려보냄', withdrawn: '거두어들임' },
  acts: {
    approval: {
      title: '승인을 제기',
      what: '신청내용이 사실임을 부문을 대표하여 확인합니다. 다른 사람이 결정하면 효력이 생깁니다.',
      button: '승인을 제기',
    },
    return: {
      title: '신청 돌려보내기',
      what: '신청자는 리유를 보게 됩니다. 접속신청은 초고로 돌아가고 변경은 효력이 없습니다.',
      button: '돌려보내기',
    },
    open: {
      title: '열기',
      what: '지금부터 누구나 이 응용에 로그인할수 있습니다.',
      button: '열기',
    },
    review: {
      title: '년도심사 마치기',
      what: '목적, 사항, 련락원과 받을수 있는 자료가 여전히 사실임을 확인합니다. 다음 심사는 일년뒤입니다.',
      button: '사실임을 확인',
    },
    retire: {
      title: '내리기 신청',
      what: '다른 사람이 승인하면 써본 사람은 자기 계정에서 날자를 보게 됩니다. 그날부터 누구도 로그인할수 없고 비밀열쇠는 무효로 되며 번호는 다시 주지 않습니다. 되돌릴수 없습니다.',
      button: '내리기 신청',
    },
    receipt: {
      title: '자료삭제 회답 등록',
      what: '이 체계에서 받은 어느 자료를 누가 어느날 삭제했는지 부문이 설명합니다.',
      button: '회답 등록',
    },
    stop: {
      title: '응용정지 신청',
      what: '다른 사람이 승인하면 누구도 이 응용에 로그인할수 없고 그 토큰은 무효로 됩니다.',
      button: '정지 신청',
    },
    stop_now: {
      title: '응용을 곧 정지',
      what: '긴급한 경우에 씁니다. 곧 효력이 생기고 다른 사람이 24시간안에 다시 심사합니다.',
      button: '곧 정지',
    },
    resume: {
      title: '응용회복 신청',
      what: '다른 사람이 승인하면 다시 이 응용에 로그인할수 있습니다.',
      button: '회복 신청',
    },
  },
  fields: {
    names: '이름',
    descriptions: '설명',
    purpose: '사용목적',
    matters: '사항코드',
    contacts: '련락원',
    sector: '식별묶음',
    redirect_uris: '돌아갈 주소',
    post_logout_redirect_uris: '로그아웃뒤 돌아갈 주소',
    home_uri: '첫페지',
    backchannel_logout_uri: '로그아웃통지주소',
    scopes: '받을수 있는 자료',
    claims: '자료마다의 근거',
    grant_types: '권한부여방식',
    level_floor: '최저급수',
    accepted_sources: '받아들이는 인증원',
    pkce_exempt: 'PKCE 면제',
    networks: '허용한 내부망',
    notices_uri: '변경통지주소',
    subscriptions: '구독한 통지',
    profile: '안전등급',
    auth_method: '응용의 인증방식',
    application_type: '응용의 류형',
    jwks: '응용의 공개열쇠',
    jwks_uri: '응용의 공개열쇠 주소',
    initiate_login_uri: '로그인을 시작하는 주소',
    resources: '자원표식',
    id_token_alg: '토큰서명',
    default_max_age: '로그인의 최장시효(초)',
    require_auth_time: '로그인시간 요구',
    id_token_encrypted_alg: '신분토큰 암호알고리듬',
    id_token_encrypted_enc: '신분토큰 내용암호',
    userinfo_signed_alg: '사용자정보 서명',
    userinfo_encrypted_alg: '사용자정보 암호알고리듬',
    userinfo_encrypted_enc: '사용자정보 내용암호',
    request_object_alg: '요청객체 서명',
  },
};

/** Beside an application in the list of who received what. */
export const received: typeof zhCN.received = {
  ends: '쓰지 않게 될 날자',
  ended: '쓰지 않게 된 날자',
  deleted: '부문이 당신의 정보를 삭제했다고 확인함',
  not_deleted: '부문이 아직 삭제를 확인하지 않음',
};
