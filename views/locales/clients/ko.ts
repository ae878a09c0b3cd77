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
  'client.abandoned': '열지 않은 응용을 그만둠',
};

export const refusals: typeof zhCN.refusals = {
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
