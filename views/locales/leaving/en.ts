import type { zhCN } from './zh-CN.ts';

export const en: typeof zhCN = {
  choose: (name: string) => `Also sign out at ${name}`,
  title: (name: string) => `Your sign-in at ${name}`,
  may_live: (name: string) => `You signed in through ${name}. You may still be signed in there.`,
  goes_on: (name: string) =>
    `You are signed out here. Next you are taken to ${name}, to sign out there.`,
  submit: (name: string) => `Also sign out at ${name}`,
  submit_again: (name: string) => `Go to ${name} again to sign out`,
  gone: (name: string) => `We have had no answer from ${name}. You may still be signed in there.`,
  ended: (name: string) => `You are signed out at ${name} too.`,
  not_ended: (name: string) =>
    `${name} did not confirm the sign-out. You may still be signed in there. On a shared computer, close the browser.`,
  unreachable: (name: string) =>
    `The system of ${name} does not answer now, so you cannot sign out there. On a shared computer, close the browser.`,
  back_title: (name: string) => `Back to ${name}`,
  back_text: (name: string) => `You are signed out here. Go back to ${name} to finish signing out.`,
};
