import type { MachinesCatalogue } from './zh-CN.ts';

export const en: MachinesCatalogue = {
  title: (client: string) => `${client}: self-service machines`,
  link: 'Self-service machines',
  intro:
    'Only a registered machine can ask people to sign in by telephone. Hall and name are shown on their telephone: write them so that whoever stands there knows the machine by them.',
  empty: 'No machine is registered yet.',
  code: 'Code',
  code_hint:
    'By which the machine names itself: up to 40 letters, digits, dots, underscores, hyphens',
  hall: 'Hall',
  name: 'Name',
  added: 'Added',
  in_language: (label: string, language: string) => `${label} (${language})`,
  add: 'Register a machine',
  add_what: 'It counts within a second.',
  retire: 'Take a machine away',
  retire_what:
    'It can ask nobody to sign in any more. Whoever is signed in there now is signed out after two minutes without use.',
  which: 'Which one',
};
