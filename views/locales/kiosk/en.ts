import type { zhCN } from './zh-CN.ts';

export const en: typeof zhCN = {
  title: 'Sign in at a self-service machine',
  enter_lead: 'Enter the code shown on the screen of the machine. It is good for two minutes.',
  code: 'Code on the screen',
  code_hint: '8 letters such as BCDF-GHJK; case and hyphen do not matter',
  enter_submit: 'Next',
  ask_title: 'Do you stand before this machine?',
  hall: 'Hall',
  machine: 'Machine',
  service: 'Service',
  shown_code: 'Code on the machine',
  receives: 'It will receive',
  warning:
    'If somebody sent you the code, or you are not at this machine, choose “Not me”. No official ever asks you for this code.',
  for_two:
    'Press “Sign out” on the machine when you have finished. After two minutes without use it signs out by itself. Your sign-in on the telephone is not affected.',
  approve: 'It is me, sign in at this machine',
  refuse: 'Not me',
  level_title: 'This machine needs a higher assurance level',
  level_text: (needed: string, now: string) => `It asks for ${needed}; you are at ${now}.`,
  level_submit: 'Raise the level and go on',
  source_text:
    'The service of this machine does not accept the account you signed in with. Sign out and use another one.',
};
