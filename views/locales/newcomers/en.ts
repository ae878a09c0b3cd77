import type { refusals as chinese } from './zh-CN.ts';

/** What newcomers meet. */
export const refusals: typeof chinese = {
  'identities.authority_down': {
    title: 'The checking authority does not answer',
    what: 'The authority that compares such details does not answer at the moment, or not as agreed. Nothing is wrong with what you typed, and none of it was kept.',
    now: 'Try again in a few minutes, or go on without the check and do it later.',
  },
  'identities.authority_busy': {
    title: 'Many people are being checked right now',
    what: 'The checking authority answers slowly, and as many people as it can take are there. Nothing is wrong with what you typed.',
    now: 'Try again in a few seconds.',
  },
};
