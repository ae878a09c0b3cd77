/**
 * How our calls to a department are signed, for protocols whose systems want it. What is signed and
 * where the signature stands are settings: the families differ in nothing else. Says nothing about
 * answers (decrypting.ts opens what is sealed in them).
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';

const algorithms = ['hmac-sha256', 'hmac-sm3', 'md5', 'sha256', 'sm3', 'sm2-sm3'] as const;
const dates = ['http', 'iso', 'seconds', 'milliseconds', 'yyyyMMddHHmmss'] as const;

const name = z
  .string()
  .regex(/^[\w.-]{1,64}$/)
  .describe('A name of letters, digits, dashes and dots.');

const common = {
  algorithm: z
    .enum(algorithms)
    .describe('`sm2-sm3` signs with an SM2 key over the SM3 digest (GB/T 32918.2).'),
  secret: z
    .string()
    .min(1)
    .max(1024)
    .meta({ secret: true })
    .describe('The key; for SM2 our private key, 64 hexadecimal digits.'),
  secret_is: z
    .enum(['text', 'hex', 'base64'])
    .default('text')
    .describe('How the key of an HMAC is written.'),
  written: z
    .enum(['base64', 'hex', 'HEX'])
    .default('base64')
    .describe('How the signature is written; `HEX` is in capitals.'),
  sm2_der: z.boolean().default(false).describe('An SM2 signature in DER, else r and s in a row.'),
  sm2_user: z.string().max(64).default('1234567812345678').describe('The SM2 user id.'),
  date: z.enum(dates).default('http').describe('How the moment of the call is written.'),
};

/** A header family: the request line and a date are signed, four headers go along. */
const headers = z.strictObject({
  kind: z.literal('headers'),
  ...common,
  access_key: z.string().min(1).max(255).describe('By which the department knows our key.'),
  names: z
    .strictObject({
      access_key: name.default('X-BG-HMAC-ACCESS-KEY'),
      signature: name.default('X-BG-HMAC-SIGNATURE'),
      algorithm: name.optional().default('X-BG-HMAC-ALGORITHM'),
      date: name.default('X-BG-DATE-TIME'),
    })
    .prefault({})
    .describe('The names of the headers.'),
  signs: z
    .array(z.enum(['method', 'path', 'query', 'access_key', 'date', 'body']))
    .min(1)
    .default(['method', 'path', 'query', 'access_key', 'date'])
    .refine((parts) => parts.includes('date'), 'must hold date')
    .describe(
      'What is signed, in this order, each on a line of its own; the query sorted by name.',
    ),
});

/** A parameter family: the parameters themselves are signed, and the signature is one more of them. */
const parameters = z.strictObject({
  kind: z.literal('parameters'),
  ...common,
  written: common.written.default('hex'),
  date: common.date.default('milliseconds'),
  signature: name.default('sign').describe('The parameter that holds the signature.'),
  timestamp: name.optional().default('timestamp').describe('The one that holds the moment.'),
  nonce: name.optional().describe('The one that holds a random text, where there is one.'),
  signs: z
    .array(name)
    .optional()
    .describe('Which are signed, in this order; not said: all that hold something, by name.'),
  as: z
    .enum(['name=value', 'namevalue', 'value'])
    .default('name=value')
    .describe('How one parameter is written for signing.'),
  between: z.string().max(5).default('&').describe('What stands between two.'),
  key_before: z
    .string()
    .max(20)
    .optional()
    .describe('For digests: this text and the key stand before everything.'),
  key_after: z
    .string()
    .max(20)
    .optional()
    .describe('For digests: this text (`&key=`) and the key stand after everything.'),
});

export const signingShape = z
  .discriminatedUnion('kind', [headers, parameters])
  .superRefine((signing, context) => {
    if (signing.algorithm === 'sm2-sm3' && !isSm2Key(signing.secret))
      context.addIssue({ code: 'custom', path: ['secret'], message: 'must be an SM2 private key' });
    if (!isDigest(signing.algorithm)) return;
    const keyed =
      signing.kind === 'parameters' &&
      (signing.key_before !== undefined || signing.key_after !== undefined);
    if (!keyed) {
      const message = 'a plain digest signs nothing unless the key stands before or after';
      context.addIssue({ code: 'custom', path: ['algorithm'], message });
    }
  })
  .describe('How our calls are signed.');

export type Signing = z.output<typeof signingShape>;

/** A call as it is about to go out. */
export interface Call {
  method: 'GET' | 'POST';
  /** Its address; a query that stands in it already is signed with `params`. */
  url: string;
  /** The parameters, wherever they go: query, form or JSON. */
  params: Record<string, string>;
  /** The body as sent; absent: the parameters are the query. */
  body?: string;
}

/** The headers that sign a call; none for the family whose signature is a parameter. */
export function signedHeaders(
  signing: Signing | undefined,
  { method, url, params, body }: Call,
  clock: Clock,
): Record<string, string> {
  if (signing?.kind !== 'headers') return {};
  const { names, access_key, algorithm } = signing;
  const { pathname, searchParams } = new URL(url);
  const asked =
    body === undefined ? [...searchParams, ...Object.entries(params)] : [...searchParams];
  const date = dated(signing.date, clock);
  const parts = {
    ...{ method, access_key, date, path: pathname, body: body ?? '' },
    query: new URLSearchParams(asked.sort(([a], [b]) => byName(a, b)))
      .toString()
      .replaceAll('+', '%20'),
  };
  const text = signing.signs.map((part) => `${parts[part]}\n`).join('');
  return {
    [names.access_key]: access_key,
    [names.signature]: signature(signing, text),
    [names.algorithm]: algorithm,
    [names.date]: date,
  };
}

/** The parameters that sign a call (signature, moment, nonce), to be added to its own; none for the other family. */
export function signedParams(
  signing: Signing | undefined,
  { params }: Pick<Call, 'params'>,
  clock: Clock,
): Record<string, string> {
  if (signing?.kind !== 'parameters') return {};
  const { timestamp, nonce, signs, as, between, key_before, key_after, secret } = signing;
  const added: Record<string, string> = {
    [timestamp]: dated(signing.date, clock),
    ...(nonce && { [nonce]: randomBytes(16).toString('hex') }),
  };
  const all: Record<string, string> = { ...params, ...added };
  const names = signs ?? Object.keys(all).sort(byName);
  const list = names
    .filter((one) => signs || (all[one] ?? '') !== '')
    .map((one) => ({ 'name=value': `${one}=`, namevalue: one, value: '' })[as] + (all[one] ?? ''))
    .join(between);
  const before = key_before === undefined ? '' : key_before + secret;
  const after = key_after === undefined ? '' : key_after + secret;
  return { ...added, [signing.signature]: signature(signing, `${before}${list}${after}`) };
}

const isDigest = (algorithm: Signing['algorithm']): algorithm is 'md5' | 'sha256' | 'sm3' =>
  algorithm === 'md5' || algorithm === 'sha256' || algorithm === 'sm3';

/** A number below the order of the curve, and not 0 (GB/T 32918.2 §6.1). */
const isSm2Key = (text: string): boolean =>
  /^[0-9a-f]{64}$/i.test(text) && BigInt(`0x${text}`) > 0n && BigInt(`0x${text}`) < SM2_ORDER - 1n;
const SM2_ORDER = BigInt('0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123');

/** By code unit, as every such document says it: no language has a part in it. */
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function signature(signing: Signing, text: string): string {
  const bytes = rawSignature(signing, text);
  if (signing.written === 'base64') return bytes.toString('base64');
  const hex = bytes.toString('hex');
  return signing.written === 'HEX' ? hex.toUpperCase() : hex;
}

function rawSignature(signing: Signing, text: string): Buffer {
  const { algorithm, secret, secret_is, sm2_der, sm2_user } = signing;
  if (isDigest(algorithm)) return createHash(algorithm).update(text).digest();
  if (algorithm === 'sm2-sm3') {
    const options = { der: sm2_der, hash: true, userId: sm2_user };
    return Buffer.from(sm2.doSignature(Buffer.from(text), secret.toLowerCase(), options), 'hex');
  }
  const key = Buffer.from(secret, secret_is === 'text' ? 'utf8' : secret_is);
  return createHmac(algorithm === 'hmac-sm3' ? 'sm3' : 'sha256', key)
    .update(text)
    .digest();
}

/** The moment as the department reads it; digits are of Beijing, where all of them stand. */
function dated(form: (typeof dates)[number], clock: Clock): string {
  const now = clock.now();
  if (form === 'http') return now.toUTCString();
  if (form === 'iso') return now.toISOString();
  if (form === 'milliseconds') return String(now.getTime());
  if (form === 'seconds') return String(Math.floor(now.getTime() / 1000));
  const beijing = new Date(now.getTime() + 8 * 3_600_000);
  return beijing.toISOString().replace(/\D/g, '').slice(0, 14);
}
