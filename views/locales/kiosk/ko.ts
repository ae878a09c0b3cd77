import type { zhCN } from './zh-CN.ts';

export const ko: typeof zhCN = {
  title: '자조기에서 로그인',
  enter_lead: '자조기 화면에 나온 코드를 입력하십시오. 코드는 2분 동안 유효합니다.',
  code: '화면의 코드',
  code_hint: '자모 8개, 례를 들면 BCDF-GHJK, 대소문자와 가로줄은 상관없습니다',
  enter_submit: '다음',
  ask_title: '이 기계 앞에 서계십니까?',
  hall: '청사',
  machine: '기계',
  service: '봉사',
  shown_code: '기계의 코드',
  receives: '받게 되는 내용',
  warning:
    '다른 사람이 코드를 보내왔거나 이 기계 앞에 계시지 않으면 “내가 아님”을 선택하십시오. 어떤 일군도 이 코드를 묻지 않습니다.',
  for_two:
    '일을 마치면 기계에서 “로그아웃”을 누르십시오. 2분 동안 조작이 없으면 기계가 스스로 로그아웃합니다. 휴대폰의 로그인은 영향을 받지 않습니다.',
  approve: '본인입니다, 이 기계에 로그인',
  refuse: '내가 아님',
  level_title: '이 기계는 더 높은 인증급별이 필요합니다',
  level_text: (needed: string, now: string) => `${needed}이 필요한데 지금은 ${now}입니다.`,
  level_submit: '급별을 높이고 계속',
  source_text:
    '이 기계의 봉사는 귀하가 로그인한 계정을 받지 않습니다. 로그아웃하고 다른 계정으로 로그인하십시오.',
};
