import type { MachinesCatalogue } from './zh-CN.ts';

export const ko: MachinesCatalogue = {
  title: (client: string) => `${client}: 자조기`,
  link: '자조기',
  intro:
    '등록된 기계만이 사람들을 휴대폰으로 로그인하게 할수 있습니다. 청사와 이름은 휴대폰에 나타나므로 기계앞에서 알아볼수 있게 적어주십시오.',
  empty: '아직 등록된 자조기가 없습니다.',
  code: '기계 코드',
  code_hint: '기계가 코드를 청할 때 스스로 대는 이름: 자모, 수자, 점, 밑줄, 붙임표, 40자까지',
  hall: '청사',
  name: '이름',
  added: '등록한 시간',
  in_language: (label: string, language: string) => `${label}(${language})`,
  add: '자조기 등록',
  add_what: '등록하면 1초안에 유효합니다.',
  retire: '자조기 떼기',
  retire_what:
    '떼면 이 기계는 더는 사람들을 로그인하게 할수 없습니다. 지금 기계에 있는 로그인은 2분 동안 조작이 없으면 끝납니다.',
  which: '어느 기계',
};
