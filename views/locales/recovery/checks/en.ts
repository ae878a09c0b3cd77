import type { CheckCatalogue } from './zh-CN.ts';

export const en = {
  recover: {
    way: 'Forgot your password, or cannot get into your account',
    title: 'Recover your account',
    lead: (hours: number) =>
      `First prove who you are. So that nobody does it in your name, a new password can be set ${hours} hours later, and the phones and mail addresses of the account are told. After that, come back and prove it once more.`,
    lead_counter: 'Proving who you are online is not possible now. Please go to a service counter.',
    number_hint:
      'Spaces, a small x and full-width characters are accepted. Begin a passport with its issuing country, such as KOR:M00000001.',
    phone: 'Mobile number',
    phone_hint:
      'Registered under your own document; a code is sent to it. It need not be the one in your account.',
    by_operator: 'Prove it by phone',
    face_hint:
      'Or by your face: the authority compares it, and nothing is kept here. With the button you agree to this one comparison.',
    by_face: 'Agree, and compare my face',
    counter: 'At a counter, at once',
    counter_text:
      'Take the original of your document to any service counter for a code. There is no waiting, and no phone is needed.',
    code_title: 'Enter the code',
    code_lead: (masked: string) => `A code was sent to ${masked}. It is good for 10 minutes.`,
    code: 'Code',
    code_submit: 'Check',
    code_back: 'Nothing came, or the number is wrong',
    // The code was right, and nobody answered.
    proved_title: 'Ask once more',
    proved_lead: (masked: string) =>
      `The code sent to ${masked} was right, but the authority did not answer. No new code is needed: try again in a while.`,
    proved_submit: 'Ask once more',
    proved_back: 'With another number or in another way',
    standing: {
      titles: {
        begun: 'Proved; now please wait',
        waiting: 'The waiting is not over',
        other_way: 'Prove it as you did at first',
        stopped: 'It was stopped',
        nobody: 'There is no account of yours',
        other_name: 'What is on file differs from your document',
      },
      texts: {
        begun: (when: string) =>
          `Come back after ${when}, within 14 days, prove it once more and set a new password.`,
        waiting: (when: string) =>
          `Come back after ${when}, prove it once more and set a new password.`,
        other_way: (_when: string) =>
          'It was begun with a comparison of the face, and needs one again before a password is set.',
        stopped: (_when: string) =>
          'Somebody who was told stopped it. For 7 days it cannot be done online; take your document to a counter.',
        nobody: (_when: string) =>
          'Nobody has an account here with your document. Sign in with a department account, or get a code at a counter.',
        other_name: (_when: string) =>
          'The number is held under another name. Take your document to a counter to have it looked into.',
      },
      told: 'The phones and mail addresses of the account were told. Whoever got that can stop it.',
      untold:
        'The account has no phone or mail address to tell; whoever can still sign in sees it there.',
      sooner: 'Sooner: take your document to any service counter.',
    },
  },
  stop: {
    title: 'Stop a new password',
    lead: 'Somebody proved who they are and is setting a new password for this account. If it was not you, stop it.',
    consequence: 'It then ends at once, and cannot be asked for online for 7 days.',
    submit: 'Stop it',
    not_you: 'If it was you, close this page.',
    done_title: 'Stopped',
    done: 'It has ended, and the password is as it was.',
    nothing_title: 'There is nothing to stop',
    nothing: 'What this link was for is over, or the link is not whole.',
    further: 'If you think somebody uses your account, call the help line.',
  },
  waiting: {
    recovery: (at: string) =>
      `Somebody proved who they are and sets a new password for you, from ${at} on. If it was not you, stop it.`,
    stop_recovery: 'Stop it',
    paper: (at: string) =>
      `${at}: a counter printed a code for you, which was not used yet. If you were not there, void it.`,
    void_paper: 'Void the code',
  },
} satisfies CheckCatalogue;
