import { z } from 'zod';
import type { CaseEntry, CaseWithHistory } from './entry.ts';

/** What the API is asked and answers, on the wire; docs/openapi/records.json is drawn from these. */

const instant = z.iso.datetime();
const names = z.object({ 'zh-CN': z.string(), ko: z.string(), en: z.string() });
const caseState = z
  .union([z.literal(1), z.literal(2), z.literal(3)])
  .describe('1 accepted, 2 in progress, 3 done.');
const publicId = z
  .string()
  .regex(/^[\w-]{22}$/)
  .describe('What the outside knows the case by: the same for all clients.');

export const result = z.object({
  id: z.string().optional().describe('Of the event, where it has one that can be.'),
  result: z
    .enum(['applied', 'duplicate', 'stale', 'refused'])
    .describe(
      'applied: it changed what is shown. stale: kept in the history, while a newer one that had ' +
        'come before decides what is shown. duplicate: this id was taken before, nothing was done. ' +
        'refused: nothing of it was taken, see code and field.',
    ),
  code: z.string().optional(),
  field: z.string().optional(),
});

export const results = z.object({
  results: z.array(result).describe('One for each event, in their order.'),
});

export const caseEntry = z.object({
  id: publicId,
  case_number: z.string(),
  matter_code: z.string(),
  matter_name: z.string(),
  department_code: z.string(),
  department_names: names,
  area_code: z.string().optional(),
  state: caseState,
  status_text: z.string().describe("The department's own words: text, never markup."),
  state_at: instant.describe("Since when, by the department's clock."),
  opened_at: instant,
  updated_at: instant.describe('When the gateway last learned something of it.'),
  done_at: instant.optional(),
  withdrawn: z
    .boolean()
    .describe('Done (state 3) because it was taken back or entered by mistake.'),
  promised_at: instant.optional(),
  deep_link: z.string().optional(),
  organisation: z.object({ uscc: z.string(), name: z.string() }).optional(),
  at_counter: z.boolean().describe('Opened under a number and a name rather than an account.'),
});

export const casePage = z.object({
  cases: z.array(caseEntry),
  next: z.string().optional().describe('Give it as `after` for the next page; absent on the last.'),
});

export const caseWithHistory = caseEntry.extend({
  history: z
    .array(
      z.object({
        at: instant,
        type: z.enum(['accepted', 'progressed', 'done', 'withdrawn', 'corrected']),
        state: caseState.optional(),
        status_text: z.string().optional(),
        words: z.string().optional(),
      }),
    )
    .describe('The newest first, at most 200.'),
});

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('See docs/errors.md.'),
  field: z.string().optional(),
  request_id: z.string().optional(),
});

const subject = z
  .string()
  .regex(/^[\w-]{22}$/)
  .describe('With client credentials: the `sub` of the person at your client.')
  .optional();

export const listQuery = z.object({
  subject,
  updated_since: z.iso
    .datetime({ offset: true })
    .max(40)
    .describe('Only what changed at or after it, and then the oldest change first.')
    .optional(),
  after: z.string().max(200).describe('`next` of the page before.').optional(),
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/)
    .describe('1 to 100; 50 unless told.')
    .optional(),
});

export const readQuery = z.object({ subject });

/** As it goes out: instants as text. Through the schema, so that nothing leaves that is not in it. */
export const onTheWire = {
  page: (page: { cases: CaseEntry[]; next?: string }) => casePage.parse(plain(page)),
  whole: (found: CaseWithHistory) => caseWithHistory.parse(plain(found)),
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
