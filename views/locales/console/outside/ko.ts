// What the console says of those who send messages to people, and of those who check people.

import type { Outside } from './zh-CN.ts';

export const ko: Outside = {
  title: '외부봉사',
  intro:
    '개인에게 련락하고 개인을 확인하는데 쓰는 봉사입니다. 이 노드의 운행설정에 따라 정해지며 여기서는 볼수만 있습니다. 설정되지 않은것은 그것이 있어야 하는 기능도 제공하지 않습니다.',
  name: '봉사',
  names: {
    sms: '문자',
    mail: '메일',
    name_and_number: '이름과 증건번호 대조(1급)',
    operator: '통신사의 휴대전화번호 명의 대조(2급)',
    face: '얼굴 대조(3급)',
  },
  set: '설정',
  is_set: '설정됨',
  not_set: '설정되지 않음',
  means: '지금의 역할',
  sends: (messages) => `보내는것: ${messages}`,
  unregistered: (messages) => `본보기가 등록되지 않아 보내지 않는것: ${messages}`,
  messages: {
    one_time_code: '인증번호',
    recovery_begun: '비밀번호 재설정에 앞선 알림',
    recovery_begun_plain: '비밀번호 재설정에 앞선 알림(확인되지 않은 번호로, 링크 없음)',
    paper_printed: '인수번호를 찍은 알림',
    regained: '비밀번호가 재설정된 알림',
    developer_invited: '응용 개발일군 초청',
  },
  offers: {
    name_and_number: '새로 등록하거나 급별을 높일 때 고를수 있음',
    operator: '새로 등록하거나 급별을 높이거나 비밀번호를 되찾을 때 고를수 있음',
    face: '새로 등록하거나 급별을 높이거나 비밀번호를 되찾을 때 고를수 있으며 유일한 방식으로는 되지 않음',
  },
  without: {
    sms: '인터넷으로 새로 등록할수 없고 휴대전화로 비밀번호를 되찾을수 없음. 로그인페지는 창구로 안내함',
    mail: '메일로 알리지 않음',
    name_and_number: '새로 등록할 때 이름과 증건번호만의 대조가 없음',
    operator: '새로 등록할 때 휴대전화번호 명의 대조가 없고 휴대전화로 비밀번호를 되찾을수 없음',
    face: '새로 등록하거나 비밀번호를 되찾을 때 얼굴 대조가 없음',
  },
  comma: ', ',
  stop: '. ',
  state: '련결상태',
  well: '정상',
  unused: '아직 쓰지 않음',
  failing: (failures) => `련속 ${failures}번 실패`,
  rests: (until) => `${until}까지 쓰지 않음`,
  answered: '마지막 응답',
  fault: '마지막 고장',
  fault_at: (fault, at) => `${fault}(${at})`,
  never: '없음',
  empty: '외부봉사가 없습니다.',
};
