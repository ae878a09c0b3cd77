import type { zhCN } from './zh-CN.ts';

export const ko: typeof zhCN = {
  choose: (name: string) => `부문에서도 함께 로그아웃: ${name}`,
  title: (name: string) => `부문의 로그인: ${name}`,
  may_live: (name: string) =>
    `귀하는 부문의 계정으로 로그인하였습니다(${name}). 그곳의 로그인은 아직 남아있을수 있습니다.`,
  goes_on: (name: string) =>
    `여기서는 이미 로그아웃하였습니다. 다음은 부문에 가서 그곳의 로그인을 끝냅니다(${name}).`,
  submit: (name: string) => `그곳에서도 로그아웃: ${name}`,
  submit_again: (name: string) => `다시 가서 로그아웃: ${name}`,
  gone: (name: string) =>
    `부문의 결과를 받지 못하였습니다(${name}). 그곳의 로그인은 아직 남아있을수 있습니다.`,
  ended: (name: string) => `부문에서도 로그아웃하였습니다(${name}).`,
  not_ended: (name: string) =>
    `부문이 로그아웃을 확인하지 않았습니다(${name}). 그곳의 로그인은 남아있을수 있습니다. 공용컴퓨터에서는 브라우저를 닫아주십시오.`,
  unreachable: (name: string) =>
    `부문의 체계가 지금 응답하지 않아 그곳에서 로그아웃할수 없습니다(${name}). 공용컴퓨터에서는 브라우저를 닫아주십시오.`,
  back_title: (name: string) => `돌아가기: ${name}`,
  back_text: (name: string) =>
    `여기서는 이미 로그아웃하였습니다. 부문으로 돌아가 로그아웃을 마쳐주십시오(${name}).`,
};
