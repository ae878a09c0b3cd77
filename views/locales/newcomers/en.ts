import type { refusals as chinese, problems as chineseProblems, zhCN } from './zh-CN.ts';

/** What somebody without an old account meets on the way to a new one. */
export const en: typeof zhCN = {
  way: 'None of these? Register anew',
  way_none:
    'None of these? Take your document to any service counter and have an account opened. Registering online is not possible at the moment.',
  title: 'Register',
  have: 'I have an account: back to the ways to sign in',
  known_phone:
    'This telephone number has been used on this site before. If that was you, sign in with that account. If the number is new to you, go on.',
  phone: {
    lead: 'First we check your telephone. Later you can sign in with it and a password.',
    label: 'Mobile number',
    hint: 'Mainland numbers as they are; for Hong Kong, Macao, Taiwan and Korea begin with +852, +853, +886 or +82.',
    after: 'We send a text message with a code to it.',
    submit: 'Send the code',
    none: 'No telephone? Take your document to any service counter: you are given a code on paper there.',
  },
  code: {
    title: 'Enter the code',
    lead: (phone: string) => `A code is on its way to ${phone}.`,
    label: 'Code',
    hint: (minutes: number) => `6 digits, good for ${minutes} minutes. Tell it to nobody.`,
    submit: 'Next',
    again_hint:
      'Nothing came? It may be late: wait a minute before you ask for another. The former code then no longer works.',
    again: 'Send another',
    other: 'Use another number',
  },
  check: {
    title: 'Check who you are',
    lead: 'After a check you can do more. You may skip it now and do it later.',
    method: 'How shall we check?',
    methods: {
      name_and_number: 'Name and document number',
      operator: 'Name, document number and telephone (it must be registered in your own name)',
      face: 'Your face, on the pages of the checking authority',
    },
    name: 'Name',
    name_hint: 'Exactly as on the document.',
    id_type: 'Kind of document',
    id_number: 'Document number',
    id_number_hint:
      'Blanks, a small x and full-width characters are fine. For a passport begin with the issuing country, such as KOR:M00000001.',
    submit: 'Check',
    skip: 'Not now',
    skip_hint:
      'You can register without a check. Your level is then 0, and some services are closed.',
    kept: 'What you type goes to the checking authority for comparison only. We keep the result, the time and a number.',
  },
  face: {
    title: 'Comparing your face needs your separate consent',
    lead: 'You go to the pages of the checking authority, where your camera takes a picture that is compared with the one on your document.',
    gist: [
      'A face is sensitive personal information. The picture is taken and compared on the authority’s pages alone; it never reaches us, and we keep none.',
      'All we learn is “the same” or “not the same”, with the time and a number.',
      'You need not do this: choose another check, or have it done at a service counter.',
    ],
    agree: 'I agree, go on',
    other: 'I do not agree, another way',
  },
  known: {
    everybody: {
      title: 'Have you signed in before?',
      lead: 'Name and number belong together. So that nobody uses them in your place, these two alone never say whose an account is, and nothing is joined by them.',
      prove_hint:
        'If you have signed in before, or have an account that a department opened at a counter, sign in with that one. You need no second account.',
      prove: 'Sign in with the older account',
      separate_hint: 'If not, go on registering. Your level is then 1, and can be raised later.',
      separate: 'No, go on registering',
    },
    owned: {
      title: 'You have an account already',
      lead: 'This document number belongs to another account.',
      prove_hint:
        'Sign in with that account. If you have forgotten its password, any service counter gives you a code on paper.',
      prove: 'Sign in with that account',
      separate_hint:
        'If it is not yours, you can register apart from it for now. Your level is then 0, your number is kept as something you said, and our staff look into it.',
      separate: 'Register apart for now',
    },
  },
  password: {
    title: 'Set a password',
    lead: (phone: string) =>
      `The last step. From now on you sign in with your telephone number ${phone} and this password.`,
    lead_number: (phone: string, number: string) =>
      `The last step. From now on you sign in with your telephone number ${phone} or your document number ${number}, and this password.`,
    password: 'Password',
    login_name: 'User name (may be left empty)',
    login_name_hint:
      'Begins with a letter; 4 to 40 letters, digits, dots, dashes or underscores. It still works when you change your telephone number.',
    submit: 'Register and sign in',
  },
  told: {
    title: 'Your document number has to be looked into',
    what: 'The number that you typed belongs to another account. You are registered and signed in, at level 0 for now, and some services are closed.',
    now: 'Our staff look into it. If it is urgent, take your document to any service counter, or call the help line.',
  },
};

export const problems: typeof chineseProblems = {
  missing_phone: 'Enter your mobile number.',
  phone_form:
    'This is no mobile number. Check it; numbers of Hong Kong, Macao, Taiwan and Korea begin with +852, +853, +886 or +82.',
  too_many_codes: 'Many codes have been sent. Try again in {minutes} minutes.',
  missing_one_time_code: 'Enter the code from the text message.',
  one_time_code_wrong: 'The code is wrong or no longer works. Check it, or have another sent.',
  missing_method: 'Choose how to check.',
  missing_name: 'Enter your name.',
  check_no_match:
    'Name and number do not belong together, or are not found. Compare them with the document.',
  check_no_match_phone:
    'Name, number and telephone do not belong together. The telephone must be registered in your own name; if it is not, choose another check.',
  check_not_covered:
    'The checking authority does not keep such documents. Choose another check, or go on without.',
  check_not_yours:
    'These are not the details of the person of this account: its name or document number is another. Check them; if they have changed, take your document to the counter of any service hall.',
  check_number_taken:
    'This document number belongs to another account, and the level of this one has not changed. If that account is yours too, sign in with it. If it is not, our staff look into it, or take your document to the counter of any service hall.',
  face_no_match: 'The face is not that of the document. Try again, or choose another check.',
};

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
  'login.registered_already': {
    title: 'You are registered already',
    what: 'This registration is complete; it was perhaps sent twice.',
    now: 'Sign in with the telephone number and the password that you have just set.',
  },
  'login.registration_off': {
    title: 'Registering online is not possible now',
    what: 'This site cannot send codes at the moment, or this service takes no newly registered accounts.',
    now: 'Take your document to any service counter, or choose another way to sign in.',
  },
  'login.guardian_needed': {
    title: 'Under 14, a guardian does this with you',
    what: 'For people under 14 a guardian has to agree and come along. What you typed was not kept and was sent to nobody.',
    now: 'Go to any service counter together, with both your documents, or call the help line.',
  },
};
