import { z } from 'zod';

/**
 * A case event on the wire: CloudEvents 1.0 (DESIGN 1.1). What the schema cannot say (whose source,
 * which host, whether a number checks) is read in reading.ts. `data` takes nothing that is not named
 * here: an entry of the index is not the case file.
 */

// Characters that no text of a case needs: controls, and those that turn the text around them.
const UNSEEN = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff';
const UNSEEN_BUT_BREAKS = UNSEEN.replace(
  '\\u0000-\\u001f',
  '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f',
);

const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(new RegExp(`^(?!\\s)[^${UNSEEN}]*(?<!\\s)$`), 'one line of text');
const lines = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(new RegExp(`^[^${UNSEEN_BUT_BREAKS}]*$`), 'text');
const instant = z.iso.datetime({ offset: true }).max(40);

const status_text = line(200).describe("The department's own words for where the case is now.");
const words = lines(2000).describe('What the department has to say to the applicant.').optional();
const area_code = z
  .string()
  .regex(/^\d{2,12}$/)
  .describe('行政区划 of the office that handles it.')
  .optional();
const promised_at = instant.describe('承诺办结时间.').optional();
const deep_link = z
  .string()
  .min(1)
  .max(1000)
  .describe(
    'Where the case is: https, on an origin of the redirect_uris or home_uri of the client.',
  )
  .optional();
const matter_code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/)
  .describe('实施编码 or 基本编码.');
const matter_name = line(200).describe('事项名称.');

const identifier = z
  .strictObject({
    type: line(40).describe('A type of document: our word, or a code of GA/T 2000.156.'),
    number: line(64),
    name: line(100),
  })
  .describe('As on the document that was shown at the counter.');

export const applicant = z
  .strictObject({
    sub: z
      .string()
      .regex(/^[\w-]{22}$/)
      .describe('The person as your client knows them: `sub` of its ID tokens.')
      .optional(),
    identifier: identifier.optional(),
  })
  .meta({ minProperties: 1, maxProperties: 1 })
  .describe('The natural person whose case it is: exactly one of both.');

export const organisation = z
  .strictObject({ uscc: line(18), name: line(100) })
  .describe('The enterprise or body that the person acts for.');

const reported = { status_text, words, promised_at, deep_link };

const data = {
  accepted: z.strictObject({
    applicant,
    organisation: organisation.optional(),
    matter_code,
    matter_name,
    area_code,
    ...reported,
  }),
  progressed: z.strictObject(reported),
  done: z.strictObject(reported),
  withdrawn: z.strictObject(reported),
  corrected: z
    .strictObject({
      applicant: applicant.optional(),
      organisation: organisation.optional().describe('Only with `applicant`.'),
      matter_code: matter_code.optional(),
      matter_name: matter_name.optional(),
      area_code,
      words,
      promised_at,
      deep_link,
    })
    .meta({ minProperties: 1 }),
};

const envelope = {
  specversion: z.literal('1.0'),
  id: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .describe('Unique among all events of your client, for ever. The same id is applied once.'),
  source: z
    .string()
    .max(100)
    .describe('`urn:songhua:department:<code>`: the department whose case it is, which is yours.'),
  subject: line(50).describe('办件编号, unique within the department.'),
  time: instant.describe('When it happened, to the millisecond; not when it is sent.'),
  datacontenttype: z.literal('application/json').optional(),
};

const about = {
  accepted: 'The case was accepted (受理): state 1.',
  progressed: 'Something went on (办理): state 2.',
  done: 'The case is finished, whatever its outcome (办结): state 3.',
  withdrawn: 'The applicant took it back, or it was entered by mistake (撤件): state 3.',
  corrected: 'What was reported was wrong; the state stays. Alone may name another applicant.',
} as const satisfies Record<keyof typeof data, string>;

const ofKind = <K extends keyof typeof data>(kind: K) =>
  z
    .object({
      ...envelope,
      type: z.literal(`songhua.case.${kind}.v1` as const),
      data: data[kind],
    })
    .describe(about[kind]);

/** Extension attributes of CloudEvents are let through and not kept. */
export const caseEvent = z.discriminatedUnion('type', [
  ofKind('accepted'),
  ofKind('progressed'),
  ofKind('done'),
  ofKind('withdrawn'),
  ofKind('corrected'),
]);

export type WrittenEvent = z.infer<typeof caseEvent>;
export type WrittenApplicant = z.infer<typeof applicant>;
export type WrittenOrganisation = z.infer<typeof organisation>;
