import type { zhCN, done as zhDone, problems as zhProblems } from './zh-CN.ts';

export const en: typeof zhCN = {
  title: 'Do you agree to give this information?',
  intro: (service: string) =>
    `${service} would like to have the following from Jilin Province Sign-in. You decide, and you can go back without agreeing.`,
  asked: 'Information that needs your consent',
  example: 'Yours',
  purpose: 'What for',
  law: 'On what grounds',
  kept: 'Kept for',
  kept_months: (months: number) => `${months} ${months === 1 ? 'month' : 'months'}`,
  kept_law: 'As long as the law says',
  needed: 'The service cannot do without it: it is given when you choose “Agree and go on”.',
  optional: 'You may leave it out: the service works without it',
  sensitive_title: 'Sensitive information: a consent of its own',
  sensitive:
    'A document number is sensitive personal information: whoever has it can pretend to be you. Article 29 of the Personal Information Protection Law (个人信息保护法) asks for a separate consent.',
  sensitive_box: (what: string) => `I separately agree to give: ${what}`,
  provide: (what: string) => `I agree to give: ${what}`,
  duty: 'Information that a duty by law requires',
  duty_text:
    'A statutory duty requires it (Article 13 of the Personal Information Protection Law). You are told of it; it does not rest on your consent.',
  lasts:
    'Your consent lasts for a year. You can withdraw it at any time in “My account”, under “Who has received my data”; what was done before stays lawful.',
  allow: 'Agree and go on',
  deny: 'Do not agree, back to the service',
  given: (scopes: string, until: string) => `You agreed to give: ${scopes} (until ${until})`,
  none_given: (until: string) => `You did not agree to give what is optional (until ${until})`,
  lapsed: 'Your consent no longer counts; you are asked again at the next sign-in.',
  not_given: 'At present you do not agree to give what needs your consent.',
  refused: (scopes: string) => `You chose not to give: ${scopes}`,
  by_duty: (scopes: string) => `Given by law: ${scopes}`,
  duty_why:
    'What is given by law cannot be withdrawn here: the department needs it for its statutory duty. To object, turn to that department, or call the help line at the bottom of the page.',
  basis: 'Grounds',
  withdraw: 'Withdraw consent',
  withdraw_what: (service: string) => `Withdraw consent: ${service}`,
};

export const problems: typeof zhProblems = {
  consent_box:
    'To go on, tick the box by which you separately agree to give sensitive information. If you do not want to give it, choose “Do not agree, back to the service”.',
};

export const done: typeof zhDone = {
  consent_withdrawn:
    'Your consent is withdrawn: the service gets none of it from now on, what it held has ended, and it is being told.',
  consent_none: 'There was no consent to withdraw.',
};
