import type { zhCN } from './zh-CN.ts';

export const en: typeof zhCN = {
  schedule: (days: number, next: string[]) =>
    `A key signs for ${days} days, then the next one takes over (KEY_ROTATION_DAYS). Due next: ${next.join('; ')}.`,
  due: (alg: string, day: string) => `${alg} on ${day}`,
  title: 'Revoked keys',
  revoked: 'Revoked',
  cached: 'Others may go by the old public keys until',
  tokens: 'What it signed has run out by',
  never: 'It never signed',
  over: (at: string) => `${at} (past)`,
  left: (at: string, minutes: number) => `${at} (${minutes} min left)`,
  grants: 'Grants ended because of it',
  ended: (count: number) => `${count}`,
  ending: (count: number) => `${count}, and it goes on`,
};
