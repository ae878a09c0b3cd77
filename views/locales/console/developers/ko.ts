import type { DevelopersCatalogue } from './zh-CN.ts';

export const ko: DevelopersCatalogue = {
  title: '응용 개발일군',
  intro:
    '이들은 응용련결마당(/clients)에서 부문의 응용을 등록하고 고칩니다. 응용은 부문의것이며 사람이 떠나도 부문이 관리합니다.',
  empty: '아직 개발일군이 없습니다. 먼저 초청하십시오.',
  address: '사업용 메일주소',
  department: '부문',
  since: '들어온 시간',
  invited: '기다리는 초청',
  invited_intro: '초청은 한 메일주소에 보내며, 상대방이 그 주소로 로그인하여 한번 받을수 있습니다.',
  invited_empty: '기다리는 초청이 없습니다.',
  members: '개발일군으로 돌아가기',
  made: '초청한 시간',
  until: '유효기한',
  invite: '개발일군 초청',
  invite_what: (days) =>
    `초청은 ${days}일동안 유효하며 이 메일을 받을수 있는 사람만 받을수 있습니다. 들어오면 이 부문의 모든 응용을 보고 고칠수 있습니다.`,
  mailed: '상대방에게 메일을 보냅니다.',
  not_mailed:
    '이 사이트에는 메일발송이 설정되여있지 않으니 상대방에게 응용련결마당을 열도록 알려주십시오.',
  withdraw: '초청 취소',
  withdraw_what: '취소하면 상대방은 이 초청으로 들어올수 없습니다.',
  end: '성원자격 끝내기',
  end_what: '다음 조작부터 상대방은 이 부문의 응용을 볼수 없습니다. 이미 고친것은 남습니다.',
};
