import type { zhCN, done as zhDone } from './zh-CN.ts';

export const ko: typeof zhCN = {
  part: '통지와 암호화',
  more: {
    lead: '모두 비워둘수 있습니다. 적은것은 표준 클라이언트 서고가 그대로 지원합니다.',
    notices_uri: '변경통지 주소',
    notices_hint: '변화가 있을 때 여기에 뒤단으로 통지합니다(RFC 8935). https 주소.',
    subscriptions: '알고싶은 변화',
    kinds: {
      'records.changed': '주민의 안건에 변화가 있음(안건 범위 필요)',
      'identity.changed': '주민의 성명, 증건, 휴대폰 또는 급별에 변화가 있음',
      'consent.withdrawn': '주민이 동의를 철회함',
    },
    resources: '자원표식(RFC 8707)',
    resources_hint: '자체 인터페이스용 JWT 접근토큰이 필요할 때, 한줄에 https 또는 urn 하나씩.',
    max_age: '로그인 최장시효(초)',
    max_age_hint:
      '그보다 먼저 로그인한 주민은 요청에 max_age가 따로 없는 한 다시 로그인해야 합니다. 비우면 제한없음.',
    id_token: 'ID token 암호화',
    userinfo_signed: 'userinfo 서명',
    userinfo: 'userinfo 암호화',
    enc: '내용 암호화',
    plain: '암호화하지 않음',
    unsigned: '서명하지 않음(JSON)',
    keys_hint:
      '등록한 공개열쇠로 암호화합니다. 먼저 “열쇠” 페지에서 use가 enc인 공개열쇠를 등록하십시오.',
    sector: '분조',
    sector_hint:
      '같은 분조의 응용은 같은 주민을 같은 번호로 봅니다. 본 부문 응용에 이미 있는 분조만 선택할수 있으며, 운영한 뒤에는 바꿀수 없습니다.',
    sector_own: (id: string) => `${id} (이 응용만)`,
    sector_fixed: (sector: string) =>
      `분조는 ${sector}입니다. 운영한 뒤에는 바꿀수 없습니다. 바꾸면 모든 주민이 다른 사람으로 됩니다.`,
  },
  two_secrets:
    '이미 열쇠 두개가 유효하며 최대 두개까지만 가능합니다. 먼저것이 만료되기를 기다리거나 날자를 비워두십시오: 이전것이 모두 즉시 효력을 잃습니다.',
  sessions: {
    title: '내 로그인',
    lead: '이 플래트홈에 로그인한 상태입니다. 모르는것은 끝내고 부문 관리원에게 알리십시오.',
    started: '시작',
    seen: '최근 사용',
    here: '이 기기',
    state: '상태',
    other: '다른 열람기',
    end: '끝내기',
    end_which: (started: string) => `끝내기: ${started}에 시작한 로그인`,
    end_others: '다른 로그인 모두 끝내기',
    none: '로그인이 없습니다.',
  },
};

export const done: typeof zhDone = {
  session_ended: '끝냈습니다.',
  session_none: '그 로그인은 이미 끝났습니다.',
};
