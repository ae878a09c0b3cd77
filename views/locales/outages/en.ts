import type { zhCN } from './zh-CN.ts';

export const en: typeof zhCN = {
  title: 'When it did not answer',
  from_until: (since: string, back: string) =>
    `${since} to ${back}; once it was back, what had waited was sent`,
  since: (since: string) =>
    `Since ${since}, and still does not; deliveries are kept for 24 hours and sent once it is back`,
};
