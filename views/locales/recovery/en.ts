import { en as checks } from './checks/en.ts';
import type { RecoveryCatalogue } from './zh-CN.ts';

export const en = {
  ...checks,
  paper: {
    way: 'I have a code from a service counter',
    title: 'Sign in with a code from a counter',
    lead: 'Show your document at a service counter, and the staff print a slip with a code. No phone is needed.',
    code: 'Code',
    code_hint: 'The 16 letters and digits on the slip. Dashes and capitals do not matter.',
    number: 'Document number',
    number_hint:
      'Of the document that you showed there. Begin a passport with its issuing country, such as KOR:M00000001.',
    submit: 'Next',
    none: 'No slip, or the slip is lost: take your document to any service counter for a new one. The old one then stops working.',
    back: 'Sign in another way',
  },
  regain: {
    title: 'Set a password',
    lead: 'We know who you are. Set a password; from now on you sign in with it and your document number.',
    password: 'Password',
    login_name: 'Sign-in name (optional)',
    login_name_hint:
      '4 to 40 letters, digits, dots, dashes or underscores, beginning with a letter. Without one, use your document number. If you have one already, leave this empty to keep it.',
    after: {
      paper:
        'Once it is saved, the code stops working and this account is signed out everywhere else. Your department accounts keep working.',
      recovery:
        'Once it is saved, the old password stops working and this account is signed out everywhere else. Your department accounts keep working.',
    },
    submit: 'Save and sign in',
  },
  counter: {
    title: 'Codes from the counter',
    intro:
      'Whoever shows the original of their document at the counter can be given a slip with a one-time code: to open an account, or to set a new password where they cannot sign in. No phone is needed. Each printing is shown to the person in their history.',
    before: 'Compare the original with the person in front of you first.',
    name: 'Name',
    name_hint: 'Exactly as it stands on the document.',
    id_type: 'Document',
    id_number: 'Document number',
    id_number_hint:
      'Spaces, a small x and full-width characters are accepted. Begin a passport with its issuing country, such as KOR:M00000001.',
    reason_code: 'Reason (the person sees it)',
    reasons: {
      no_account: 'Has no account yet',
      no_phone: 'Has no phone to register or recover with',
      ways_lost: 'Cannot sign in to the existing account',
    },
    paper_lang: 'Language of the slip (one that the person reads)',
    note: 'Note (the person does not see it)',
    note_hint:
      'At least 10 characters, such as the queue ticket. No names, document numbers or phones.',
    submit: 'Print a code',
    list_link: 'See what was printed',
    conflict: 'This number is held under another name',
    conflict_compare:
      'Nothing was printed or changed. Compare name and number letter by letter, correct them, and print again.',
    conflict_certain: 'It is as on the original: have it looked into',
    conflict_certain_hint:
      'It then waits under “Duplicates” for somebody to look into. Tell the person: no code today, they will hear.',
    conflict_asked: 'It will be looked into. No code was printed, and nothing was changed.',
    conflict_say:
      'Tell the person: what is on file differs from the document and has to be looked into first.',
    stopped: 'This identity is suspended or closed',
    stopped_say:
      'Nothing was printed. A code leads round no suspension; send the person to the provincial office or the help line.',
    printed: 'The code is ready',
    printed_lead:
      'It is shown this once. Print it now (Ctrl+P) and hand it over; take no photograph and no copy.',
    paper_title: 'Code for your unified identity',
    of: (masked: string) => `Name: ${masked}`,
    good: (until: string) => `Good until ${until}, once.`,
    how: 'How to use it',
    steps: (address: string) => [
      `Open ${address} on a phone, a computer or a kiosk. No phone number is needed.`,
      'Choose “I have a code from a service counter” and enter the code above and your document number.',
      'Set a password. From then on you sign in with your document number and that password.',
    ],
    warnings: [
      'Keep this slip like a key. Give the code to nobody, not even to somebody who says they are staff.',
      'If it is lost, take your document to a counter for a new one, or have it voided by the help line with the number of the slip.',
    ],
    paper_number: (number: string) => `Slip number: ${number} (not the code)`,
    printed_at: (department: string, at: string) => `${department} · ${at}`,
    another: 'Next person',
    papers: 'Codes printed',
    papers_intro:
      'Slips printed at the counters in your scope, the latest first. Whose they are is not shown.',
    columns: {
      number: 'Slip number',
      department: 'Counter',
      staff: 'Staff',
      reason: 'Reason',
      printed_at: 'Printed',
      until_at: 'Good until',
      state: 'State',
    },
    states: { open: 'Not used', used: 'Used', voided: 'Void', over: 'Run out' },
    ended_at: 'Used or voided',
    mine: 'Staff',
    only_mine: 'Printed by me',
    empty: 'Nothing was printed.',
    void: 'Void this slip',
    void_what:
      'For a slip that was lost or went to the wrong hands. Its code stops working; the person can have a new one printed.',
    void_button: 'Void',
    back: 'Back to what was printed',
    to_form: 'Print a new code',
  },
  support: {
    recovery: 'Recovery',
    recovery_waits: (due: string) => `Waiting; a password can be set after ${due}`,
    paper: 'Code from the counter',
    paper_open: (number: string, until: string) =>
      `Slip ${number} not used yet, good until ${until}`,
  },
} satisfies RecoveryCatalogue;
