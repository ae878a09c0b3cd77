import type * as zhCN from './zh-CN.ts';

export const acts: typeof zhCN.acts = { 'initial_token.grant': '등록토큰 내주기' };

export const events: typeof zhCN.events = {
  'client.registered_by_program': '프로그람이 등록토큰으로 응용을 등록함',
  'client.token_turned': '프로그람이 응용의 등록을 고침',
  'client.token_ended': '프로그람이 응용을 관리하는것을 끝냄',
  'initial_token.granted': '등록토큰을 내줌',
  'initial_token.taken': '등록토큰을 받아감',
  'initial_token.revoked': '등록토큰을 무효로 함',
  'initial_token.refused': '효력을 잃은 등록토큰을 내보임',
};

export const refusals: typeof zhCN.refusals = {
  'clients.bad_metadata': {
    title: '등록한 내용이 맞지 않습니다',
    what: '프로그람이 등록한 내용의 한 항목이 맞지 않아 등록하지 않았습니다.',
    now: '접속문서에 따라 표시된 항목을 고치십시오.',
  },
  'clients.beyond_token': {
    title: '등록토큰의 범위를 벗어났습니다',
    what: '프로그람이 등록한 내용의 한 항목이 등록토큰의 범위를 벗어나 등록하지 않았습니다.',
    now: '표시된 항목을 고치거나 부문관리자에게 범위가 맞는 토큰을 신청해달라고 하십시오.',
  },
  'clients.not_by_program': {
    title: '프로그람이 지금은 할수 없습니다',
    what: '응용의 지금 상태에서는 프로그람이 고치거나 끝낼수 없어 아무것도 바꾸지 않았습니다.',
    now: '부문의 개발일군이 포털에서 처리하거나 부문이 내리기를 신청하십시오.',
  },
  'clients.token_refused': {
    title: '토큰이 유효하지 않습니다',
    what: '유효한 토큰을 내보이지 않아 아무것도 하지 않았습니다.',
    now: '프로그람이 쓰는 토큰을 살펴보거나 부문관리자에게 다시 신청해달라고 하십시오.',
  },
  'clients.bad_token': {
    title: '토큰을 이렇게 내줄수 없습니다',
    what: '적은 내용의 한 항목이 맞지 않아 신청하지 않았습니다.',
    now: '표시된 항목을 고치십시오.',
  },
  'clients.token_taken': {
    title: '이미 받아간 토큰입니다',
    what: '이 토큰은 이미 받아갔거나 효력을 잃어 다시 보여줄수 없습니다.',
    now: '보관하지 못했으면 무효로 하고 다시 신청하십시오.',
  },
};

export const endpoint: typeof zhCN.endpoint = '등록(/reg)';

export const ko: zhCN.TokensCatalogue = {
  title: '등록토큰',
  intro:
    '부문의 프로그람은 등록토큰으로 응용을 스스로 등록합니다. 등록된 응용은 포털에서 등록한것과 같은 초고이며 검수, 제출, 승인을 거쳐야 열립니다.',
  empty: '아직 등록토큰이 없습니다.',
  to_clients: '응용으로 돌아가기',
  department: '부문',
  hosts: '주소의 주콤퓨터이름',
  hosts_hint:
    '여럿이면 빈칸으로 가릅니다. 례: yb.example.gov.cn. 돌아오는 주소와 로그아웃통지주소 등은 모두 여기에만 있을수 있습니다.',
  networks: '전용망',
  networks_hint:
    '여럿이면 빈칸으로 가릅니다. 례: 10.20.0.0/16. 응용의 봉사기가 전용망에 있을 때만 적습니다.',
  scopes: '신청할수 있는 내용',
  profiles: '프로토콜요구',
  profile_names: { standard: '표준', strict: '엄격(FAPI 2.0)' },
  auth_methods: '응용의 인증방식',
  grant_types: '허가방식',
  sector: '주체묶음',
  sector_hint:
    '비워두면 응용마다 따로 묶음을 가집니다. 적으면 이 토큰으로 등록한 응용들이 한 사람의 같은 번호를 봅니다.',
  own_sector: '응용마다 따로',
  level_floor: '최저 등급',
  most_uses: '쓸수 있는 회수',
  days: '유효일수',
  uses: '쓴 회수',
  used: (uses, most) => `${uses} / ${most}`,
  granted: '승인시간',
  until: '유효기한',
  standing: '상태',
  standings: {
    waiting: '받아가기를 기다림',
    good: '유효',
    spent: '다 씀',
    expired: '기한이 지남',
    revoked: '무효',
  },
  none: '없음',
  ask: '등록토큰 신청',
  ask_what: '다른 사람이 승인하면 여기에서 토큰을 받아갑니다. 한번만 보여줍니다.',
  applications: '이 토큰으로 등록한 응용',
  no_applications: '아직 이 토큰으로 등록한 응용이 없습니다.',
  client: '응용번호',
  registered: '등록시간',
  looked_after: '프로그람이 관리',
  yes: '예',
  no: '아니',
  take: '토큰 받아가기',
  take_what: '토큰은 이번 한번만 보여줍니다. 곧 프로그람의 비밀보관소에 넣으십시오.',
  taken_title: '등록토큰',
  taken_lead:
    '이번 한번만 보여주며 이 페지를 떠나면 다시 볼수 없습니다. 곧 프로그람의 비밀보관소에 넣으십시오.',
  back: '토큰으로 돌아가기',
  revoke: '토큰 무효로 하기',
  revoke_what:
    '그뒤에는 이 토큰으로 응용을 등록할수 없고 이 토큰으로 등록한 응용을 프로그람이 관리할수도 없습니다. 등록된 응용은 그대로입니다.',
};
