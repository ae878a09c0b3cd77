import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';

const header = z.string().regex(/^[\w-]{1,64}$/, 'must be the name of a header');
const parts = ['sid', 'rid', 'rtime'] as const;

/**
 * How calls to the national platform are signed. `rid`, `sid` and `secret` are handed out on
 * connection: until then they are not there, and nothing is ever made up in their place.
 */
export const nationalShape = z
  .strictObject({
    rid: z.string().min(1).max(200).optional().describe('Who asks; handed out on connection.'),
    sid: z.string().min(1).max(200).optional().describe('The service asked; handed out likewise.'),
    secret: z
      .string()
      .min(1)
      .max(1024)
      .meta({ secret: true })
      .optional()
      .describe('The appsecret; handed out likewise.'),
    order: z
      .array(z.enum(parts))
      .refine((order) => new Set(order).size === 3 && order.length === 3, 'must hold each once')
      .default(['sid', 'rid', 'rtime'])
      .describe('In which order the three are joined for signing.'),
    names: z
      .strictObject({
        rid: header.default('gjzwfwpt_rid'),
        sid: header.default('gjzwfwpt_sid'),
        rtime: header.default('gjzwfwpt_rtime'),
        sign: header.default('gjzwfwpt_sign'),
      })
      .prefault({})
      .describe('The names of the headers.'),
  })
  .describe('The signature of the national platform, for `signs_with: national`.');

export type National = z.output<typeof nationalShape>;

/** Which of what is handed out on connection is not there. */
export const missingIn = (national: Partial<National> | undefined): string[] =>
  (['rid', 'sid', 'secret'] as const)
    .filter((name) => national?.[name] === undefined)
    .map((name) => `national.${name}`);

/** The headers of one call: base64(HMAC-SHA256(the three joined, secret)), the time in milliseconds. */
export function nationalHeaders(national: National, clock: Clock): Record<string, string> {
  const { rid, sid, secret, order, names } = national;
  if (rid === undefined || sid === undefined || secret === undefined)
    throw new Error('a call was signed with what nobody handed out');
  const said = { rid, sid, rtime: String(clock.now().getTime()) };
  const sign = createHmac('sha256', secret)
    .update(order.map((part) => said[part]).join(''))
    .digest('base64');
  return {
    [names.rid]: said.rid,
    [names.sid]: said.sid,
    [names.rtime]: said.rtime,
    [names.sign]: sign,
  };
}
