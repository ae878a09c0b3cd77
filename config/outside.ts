import { z } from 'zod';
import type { ConfigFault } from './faults.ts';
import * as form from './forms.ts';
import { notes } from './notes.ts';

/**
 * Settings of the outside parties by which people are reached and checked: SMS, mail, authorities
 * (docs/newcomers.md). Each may be absent, and then nothing that needs it is offered.
 */

const keyMend =
  'Give id:secret as the other side handed them out; the secret has 16 to 256 characters, without blanks.';
const urlMend = 'Give an https address; plain http goes to this machine alone.';

const check = (what: string, otherwise: string) => ({
  url: form
    .webAddress()
    .optional()
    .register(notes, {
      about: `${what} Absent: not offered.`,
      example: 'https://check.example.cn/songhua',
      mend: urlMend,
    }),
  key: form.partyKey().optional().register(notes, {
    about: 'The key that its calls and answers are signed with, as id:secret.',
    example: 'songhua-1:<secret>',
    secret: true,
    mend: keyMend,
  }),
  authority: form.code().register(notes, {
    about: 'The code of the authority, as it stands in the evidence of everybody checked there.',
    example: otherwise,
    otherwise,
    mend: 'Give 2 to 40 small letters, digits and dashes.',
  }),
});

const name = check(
  'The authority that says whether a name and a document number belong together (level 1).',
  'population',
);
const operator = check(
  'The authority that says whether a telephone number is registered under a name and a document number (level 2).',
  'operators',
);
const face = check(
  "The authority that compares a face with its own photograph of the document's holder, on pages of its own (level 3). It is never the only way.",
  'face',
);

export const outside = {
  SMS_URL: form.webAddress().optional().register(notes, {
    about:
      'The gateway of SMS routes, as docs/newcomers.md describes it. Absent: nothing is sent by SMS, and nobody can register anew.',
    example: 'https://sms.example.cn/songhua',
    mend: urlMend,
  }),
  SMS_KEY: form.partyKey().optional().register(notes, {
    about: 'The key that calls to SMS_URL and its answers are signed with, as id:secret.',
    example: 'songhua-1:<secret>',
    secret: true,
    mend: keyMend,
  }),
  SMS_TEMPLATES: form.templateCodes().register(notes, {
    about:
      "The route's own code of each registered template, as name=code,name=code; a template in another language is name.ko or name.en. A message without a template is not offered by SMS.",
    example: 'one_time_code=SMS_20001,one_time_code.ko=SMS_20002',
    otherwise: 'one_time_code=one_time_code',
    mend: 'Put each as name=code, with commas between; the names stand in docs/messages.md.',
  }),
  MAIL_URL: form.mailUrl().optional().register(notes, {
    about:
      'The mail relay: smtps:// with TLS from the first octet, smtp:// with STARTTLS, which it must offer unless it is on this machine. Absent: nothing is sent by mail.',
    example: 'smtps://songhua:<password>@mail.example.cn:465',
    secret: true,
    mend: 'Give smtps://user:password@host:port or smtp://user:password@host:port; characters such as @ or / in the password are written in percent form.',
  }),
  MAIL_FROM: form.mailbox().optional().register(notes, {
    about: 'The sender of every mail.',
    example: '吉林省统一身份认证 <no-reply@id.example.cn>',
    mend: 'Give an address, or a name with the address in angle brackets behind it.',
  }),
  MAIL_CA: form.path().optional().register(notes, {
    about:
      'A file with the authorities (PEM) that may have signed the certificate of the relay; they take the place of those that Node knows.',
    example: '/etc/songhua/mail-ca.pem',
    mend: 'Give the path of a file, and MAIL_URL beside it.',
  }),
  CHECK_NAME_URL: name.url,
  CHECK_NAME_KEY: name.key,
  CHECK_NAME_AUTHORITY: name.authority,
  CHECK_OPERATOR_URL: operator.url,
  CHECK_OPERATOR_KEY: operator.key,
  CHECK_OPERATOR_AUTHORITY: operator.authority,
  CHECK_FACE_URL: face.url,
  CHECK_FACE_KEY: face.key,
  CHECK_FACE_AUTHORITY: face.authority,
  CHECK_FACE_PAGES: form.webAddress().optional().register(notes, {
    about:
      'The address of the pages that compare faces, where it is not that of CHECK_FACE_URL: browsers are sent there and nowhere else.',
    example: 'https://face.example.cn',
    mend: urlMend,
  }),
  OUTSIDE_NETWORKS: form.networks().optional().register(notes, {
    about:
      'Blocks of private addresses (CIDR) in which the SMS gateway and the authorities may be reached; public addresses need none.',
    example: '10.20.0.0/16',
    mend: 'Give blocks of private addresses without host bits, with commas between.',
  }),
};

/** As read, with the names that they have in the environment. */
const group = z.object(outside);
type Read = z.infer<typeof group>;

/** One outside party that is called with a signature. */
export interface Party {
  url: string;
  key_id: string;
  secret: string;
  networks: readonly string[];
}

export interface OutsideSettings {
  sms?: Party & { templates: Readonly<Record<string, string>> };
  mail?: form.MailAddress & { from: string; ca: string | undefined };
  checks: Partial<Record<'name_and_number' | 'operator' | 'face', CheckParty>>;
}

export interface CheckParty extends Party {
  /** Its code, as evidence has it. */
  authority: string;
  /** Where its own pages are; of one that has pages. */
  pages?: string;
}

const pairs = [
  ['SMS_URL', 'SMS_KEY'],
  ['CHECK_NAME_URL', 'CHECK_NAME_KEY'],
  ['CHECK_OPERATOR_URL', 'CHECK_OPERATOR_KEY'],
  ['CHECK_FACE_URL', 'CHECK_FACE_KEY'],
  ['MAIL_URL', 'MAIL_FROM'],
] as const;

/** An address is nothing without its key, nor the other way round. */
export function halfParties(
  read: Read,
  faultOf: (variable: keyof Read, fault: string) => ConfigFault,
): ConfigFault[] {
  return [
    ...pairs.flatMap(([one, other]) => {
      if (Boolean(read[one]) === Boolean(read[other])) return [];
      const [absent, given] = read[one] ? [other, one] : [one, other];
      return [faultOf(absent, `is absent, and ${given} is given.`)];
    }),
    ...(read.MAIL_CA && !read.MAIL_URL
      ? [faultOf('MAIL_CA', 'is given, and MAIL_URL is absent.')]
      : []),
  ];
}

export function outsideOf(read: Read): OutsideSettings {
  const networks = read.OUTSIDE_NETWORKS ?? [];
  const party = (url: string | undefined, key: form.PartyKey | undefined) =>
    url !== undefined && key !== undefined ? { url, ...key, networks } : undefined;
  const sms = party(read.SMS_URL, read.SMS_KEY);
  const checks = {
    name_and_number: party(read.CHECK_NAME_URL, read.CHECK_NAME_KEY),
    operator: party(read.CHECK_OPERATOR_URL, read.CHECK_OPERATOR_KEY),
    face: party(read.CHECK_FACE_URL, read.CHECK_FACE_KEY),
  };
  const authorities = {
    name_and_number: read.CHECK_NAME_AUTHORITY,
    operator: read.CHECK_OPERATOR_AUTHORITY,
    face: read.CHECK_FACE_AUTHORITY,
  };
  const pages = read.CHECK_FACE_PAGES ?? read.CHECK_FACE_URL;
  const configured = Object.entries(checks).flatMap(([method, found]) =>
    found
      ? [[method, { ...found, authority: authorities[method as keyof typeof checks], pages }]]
      : [],
  );
  return {
    ...(sms && { sms: { ...sms, templates: read.SMS_TEMPLATES } }),
    ...(read.MAIL_URL &&
      read.MAIL_FROM && { mail: { ...read.MAIL_URL, from: read.MAIL_FROM, ca: read.MAIL_CA } }),
    checks: Object.fromEntries(configured),
  };
}
