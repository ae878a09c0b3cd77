// 부문 응용의 진도, 년도 재심사, 끝, 그림. 관리대와 포털에 쓰인다.
import type { zhCN } from './zh-CN.ts';

const board: (typeof zhCN)['board'] = {
  title: '련결 진도',
  intro:
    '부문마다 응용이 어느 단계에 몇개 있는지 보여줍니다. 수자를 누르면 어느것인지 볼수 있습니다.',
  empty:
    '이곳의 부문에는 아직 응용이 없습니다. 어느 부문에도 속하지 않은 초안은 여기에 들어가지 않습니다.',
  department: '부문',
  total: '합계',
  which: (state, department) => `${state} · ${department}`,
};

const staff: (typeof zhCN)['staff'] = {
  department: '부문 코드',
  review: '년도 재심사',
  reviews: { late: '기한이 지남', staff: '기한이 90일이상 지남' },
  days_left: (days) => `${days}일 남음`,
  days_over: (days) => `기한이 ${days}일 지남`,
  ask_stop:
    '년도 재심사기한이 90일이상 지났으며 련락처에 여러번 알렸습니다. 부문에 련락하여주십시오. 그래도 재심사하지 않으면 아래에서 정지를 신청할수 있으며 다른 사람이 결정합니다. 응용이 자동으로 정지되지는 않습니다.',
  home_reviews: (count) =>
    `응용 ${count}개의 년도 재심사가 90일이상 지체되였습니다. 부문에 련락하여주십시오`,
  rows: (count) => `모두 ${count}건`,
  people_told: '리용한 사람들에게 알림',
  cleared: '세션과 권한 정리',
  under_way: '진행중',
  on_the_day: '끝나는 날에',
  par: 'PAR(밀어넣은 인가요청)',
  dpop: 'DPoP',
  required: '반드시 사용',
  possible: '사용할수 있음',
  device: '자동봉사기(기기인가)',
  yes: '예',
  no: '아니오',
  claims: '자료별 근거',
  no_claims: '따로 적은것이 없음: 모두 법정직책에 따라 제공합니다.',
  claim_columns: {
    scope: '자료',
    basis: '근거',
    law: '법조항',
    purpose: '용도',
    period: '보관기한',
  },
  bases: { duty: '법정직책', consent: '본인 동의', optional: '본인 동의(안 주어도 됨)' },
  months: (count) => `${count}개월`,
  by_law: '법에 따름',
  history: '조작 기록',
  no_history: '아직 기록이 없습니다.',
  history_columns: { what: '내용', who: '누가', at: '시간', detail: '설명' },
};

const developers: (typeof zhCN)['developers'] = {
  review: '년도 재심사',
  due: (day) => `${day} 전에 마쳐야 함`,
  review_what:
    '용도, 사항, 련락처와 받을수 있는 자료가 여전히 사실임을 확인합니다. 다음 재심사는 일년뒤입니다.',
  review_act: '년도 재심사를 마침',
  soon: '재심사기한이 가까움',
  late: '재심사기한이 지남',
  ends: '끝나는 날',
  receipt: '자료삭제확인서',
  receipt_waits: '아직 내지 않음: 부문관리원이 관리대에 등록하여야 합니다',
  receipt_came: (day) => `${day}에 냄`,
  list: '응용',
};

const logo: (typeof zhCN)['logo'] = {
  title: '표식',
  lead: '주민이 로그인할 때 보는 그림입니다. PNG만 받으며 정방형, 변의 길이 64~512화소, 64 KB 이하여야 합니다.',
  held: '지금의 표식',
  none: '아직 표식이 없습니다.',
  waits: '신청한 표식',
  file: 'PNG 파일',
  submit: '올리기',
  remove: '표식을 없애기',
  remove_what: '주민이 로그인할 때 이름만 보입니다.',
  alt: (service) => `${service}의 표식`,
  faults: {
    empty: '파일을 선택하여주십시오.',
    not_png: 'PNG 그림이 아닙니다.',
    too_large: '파일이 64 KB를 넘습니다. 줄여주십시오.',
    size: '그림은 정방형이고 변의 길이가 64~512화소여야 합니다.',
    broken: '그림이 온전하지 않거나 받을수 없는 내용이 있습니다. 보통 PNG로 다시 저장하여주십시오.',
  },
};

export const ko = { board, staff, developers, logo };
