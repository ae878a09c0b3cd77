import type { zhCN, done as zhDone, problems as zhProblems } from './zh-CN.ts';

export const ko: typeof zhCN = {
  title: '이 정보를 주는데 동의하십니까?',
  intro: (service: string) =>
    `${service}에서 통일신분인증으로부터 아래의 정보를 받으려 합니다. 결정은 본인이 하며, 동의하지 않고 돌아갈수도 있습니다.`,
  asked: '동의가 필요한 정보',
  example: '본인의 정보',
  purpose: '용도',
  law: '근거',
  kept: '보관기간',
  kept_months: (months: number) => `${months}개월`,
  kept_law: '법률, 법규에서 정한 기간',
  needed: '봉사에 꼭 필요한 정보입니다: “동의하고 계속”을 선택하면 주게 됩니다.',
  optional: '주지 않아도 됩니다: 선택하지 않아도 봉사를 리용할수 있습니다',
  sensitive_title: '민감한 개인정보: 단독동의',
  sensitive:
    '증건번호는 민감한 개인정보로서 루출되면 남에게 도용되기 쉽습니다. 개인정보보호법 제29조에 따라 본인의 단독동의가 필요합니다.',
  sensitive_box: (what: string) => `단독으로 동의합니다: ${what}`,
  provide: (what: string) => `주는데 동의: ${what}`,
  duty: '법에 따라 직책을 리행하는데 필요한 정보',
  duty_text:
    '이 정보는 법정직책을 리행하는데 필요하므로(개인정보보호법 제13조) 규정에 따라 알려드리며, 동의를 묻지 않습니다.',
  lasts:
    '동의는 1년동안 유효합니다. “나의 통일신분”의 “내 정보를 받은 곳”에서 언제든지 철회할수 있으며, 철회는 그전에 진행된 처리에 영향을 주지 않습니다.',
  allow: '동의하고 계속',
  deny: '동의하지 않고 봉사로 돌아가기',
  given: (scopes: string, until: string) => `동의한 정보: ${scopes} (${until}까지 유효)`,
  none_given: (until: string) => `선택정보를 주는데 동의하지 않았습니다 (${until}까지 유효)`,
  lapsed: '동의가 더는 유효하지 않으며, 다음번 로그인때 다시 묻습니다.',
  not_given: '지금 동의가 필요한 정보를 주는데 동의하지 않은 상태입니다.',
  refused: (scopes: string) => `주지 않기로 한 정보: ${scopes}`,
  by_duty: (scopes: string) => `법에 따라 주는 정보: ${scopes}`,
  duty_why:
    '법에 따라 주는 정보는 여기서 철회할수 없습니다. 부문이 법정직책을 리행하는데 필요하기때문입니다. 이의가 있으면 해당 부문에 제기하거나 페지 아래의 봉사전화로 문의하십시오.',
  basis: '근거',
  withdraw: '동의 철회',
  withdraw_what: (service: string) => `동의 철회: ${service}`,
};

export const problems: typeof zhProblems = {
  consent_box:
    '계속하려면 민감한 개인정보에 단독으로 동의하는 항목을 선택하십시오. 주고싶지 않으면 “동의하지 않고 봉사로 돌아가기”를 선택하십시오.',
};

export const done: typeof zhDone = {
  consent_withdrawn:
    '동의를 철회하였습니다. 이 봉사는 지금부터 그 정보를 받지 못하며, 가지고있던 권한이 끝났고, 그 사실을 통지하였습니다.',
  consent_none: '철회할 동의가 없습니다.',
};
