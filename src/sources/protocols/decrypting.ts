/**
 * Fields that a department seals in its answers, opened before they are mapped. Which algorithm,
 * and how the key comes from the agreed text, are settings: such systems agree on nothing else.
 * Keeps no key and says nothing of what it opened.
 */
import { createDecipheriv, createHash } from 'node:crypto';
import { sm4 } from 'sm-crypto-v2';
import { z } from 'zod';
import { badAnswer } from './oidc-faults.ts';

const algorithms = [
  ...(['aes-ecb', 'aes-cbc', 'aes-gcm'] as const),
  ...(['sm4-ecb', 'sm4-cbc', 'sm4-gcm'] as const),
] as const;

const derivations = [
  ...(['text', 'hex', 'base64'] as const),
  ...(['padded-16', 'padded-32', 'md5', 'md5-hex', 'sha256', 'sm3-16', 'sha1prng'] as const),
] as const;

export const encryptionShape = z
  .strictObject({
    algorithm: z.enum(algorithms).describe('The length of an AES key says which AES it is.'),
    key: z.string().min(1).max(1024).meta({ secret: true }).describe('The agreed key, as a text.'),
    key_from: z
      .enum(derivations)
      .default('text')
      .describe(
        'How the key is made of it: as it is, cut or filled with zero bytes, or by a digest (`md5-hex`: its 32 digits; `sha1prng`: as Java seeds its generator).',
      ),
    iv: z
      .union([
        z.enum(['first', 'key']),
        z.strictObject({ hex: z.string().regex(/^([0-9a-f]{2}){12,16}$/i) }),
      ])
      .default('first')
      .describe('`first`: it stands before what is sealed; `key`: the key is it; or a fixed one.'),
    written: z.enum(['base64', 'hex']).default('base64').describe('How a sealed field is written.'),
    fields: z
      .array(z.string().regex(/^(\/.{1,200})?$/))
      .min(1)
      .max(50)
      .describe('Pointers (RFC 6901) to what is sealed; the empty one is the whole, as JSON.'),
  })
  .superRefine(({ algorithm, key, key_from }, context) => {
    const length = derived(key, key_from).length;
    const wanted = algorithm.startsWith('sm4') ? [16] : [16, 24, 32];
    if (wanted.includes(length)) return;
    const message = `gives a key of ${length} bytes, ${wanted.join(' or ')} are needed`;
    context.addIssue({ code: 'custom', path: ['key'], message });
  })
  .describe('Fields that come sealed.');

export type Encryption = z.output<typeof encryptionShape>;

/** A sealed value as text. Throws Refusal `sources.bad_answer` when it cannot be opened, and never says why. */
export function opened(settings: Omit<Encryption, 'fields'>, value: unknown): string {
  if (typeof value !== 'string') throw notOpened();
  const text = value.replace(/[\r\n]/g, '');
  if (!wellWritten[settings.written].test(text)) throw notOpened();
  try {
    const bytes = Buffer.from(text, settings.written);
    return new TextDecoder('utf-8', { fatal: true }).decode(unsealed(settings, bytes));
  } catch {
    throw notOpened();
  }
}

/**
 * An answer with its sealed fields opened, as a copy. A field that is absent, null or empty stays
 * so: not everybody has a number. The empty pointer opens the whole, read as JSON by `read`.
 */
export function openedAnswer(
  settings: Encryption | undefined,
  answer: unknown,
  read: (text: string) => unknown,
): unknown {
  if (!settings) return answer;
  const whole = settings.fields.includes('') ? read(opened(settings, answer)) : answer;
  const copy: unknown = structuredClone(whole);
  for (const pointer of settings.fields) if (pointer !== '') openAt(settings, copy, pointer);
  return copy;
}

function openAt(settings: Encryption, within: unknown, pointer: string): void {
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop() ?? '';
  let here = within;
  for (const step of [...steps, undefined]) {
    if (typeof here !== 'object' || here === null) return;
    if (step !== undefined)
      here = Object.hasOwn(here, step) ? (here as Record<string, unknown>)[step] : undefined;
  }
  const holder = here as Record<string, unknown>;
  if (!Object.hasOwn(holder, last) || holder[last] === null || holder[last] === '') return;
  holder[last] = opened(settings, holder[last]);
}

const BLOCK = 16;
const NONCE = 12;
const TAG = 16;

function unsealed({ algorithm, key: text, key_from, iv }: Omit<Encryption, 'fields'>, all: Buffer) {
  const key = derived(text, key_from);
  const [cipher, mode] = algorithm.split('-') as ['aes' | 'sm4', 'ecb' | 'cbc' | 'gcm'];
  const ivLength = { ecb: 0, cbc: BLOCK, gcm: NONCE }[mode];
  const before = iv === 'first' ? ivLength : 0;
  const vector = iv === 'first' ? all : iv === 'key' ? key : Buffer.from(iv.hex, 'hex');
  const start = vector.subarray(0, ivLength);
  const sealed = all.subarray(before);
  // An empty text is a whole block when it is sealed; less is none.
  if (mode !== 'gcm' && sealed.length === 0) throw new RangeError('nothing is sealed');
  if (mode === 'gcm') return unsealedGcm(cipher, key, start, sealed);
  const name = cipher === 'sm4' ? `sm4-${mode}` : `aes-${key.length * 8}-${mode}`;
  const decipher = createDecipheriv(name, key, mode === 'ecb' ? null : start);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

/** The tag stands at the end, as RFC 5116 §5.1 puts it. SM4-GCM is missing in node:crypto. */
function unsealedGcm(cipher: 'aes' | 'sm4', key: Buffer, nonce: Buffer, all: Buffer): Uint8Array {
  if (all.length < TAG || nonce.length !== NONCE) throw new RangeError('too short');
  const tag = all.subarray(all.length - TAG);
  const sealed = all.subarray(0, all.length - TAG);
  if (cipher === 'sm4') {
    const options = { mode: 'gcm', iv: nonce, tag, output: 'array' } as const;
    const plain: unknown = sm4.decrypt(Uint8Array.from(sealed), Uint8Array.from(key), options);
    if (!(plain instanceof Uint8Array)) throw new RangeError('not opened');
    return plain;
  }
  const name = `aes-${(key.length * 8) as 128 | 192 | 256}-gcm` as const;
  const decipher = createDecipheriv(name, key, nonce, { authTagLength: TAG }).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

function derived(text: string, how: Encryption['key_from']): Buffer {
  if (how === 'text') return Buffer.from(text, 'utf8');
  if (how === 'hex' || how === 'base64') return Buffer.from(text, how);
  if (how === 'padded-16' || how === 'padded-32') {
    const length = how === 'padded-16' ? 16 : 32;
    return Buffer.concat([Buffer.from(text, 'utf8'), Buffer.alloc(length)]).subarray(0, length);
  }
  if (how === 'md5-hex') return Buffer.from(digest('md5', text).toString('hex'));
  if (how === 'sm3-16') return digest('sm3', text).subarray(0, 16);
  // Java's SHA1PRNG, seeded once: its first bytes are the digest of the digest of the seed.
  if (how === 'sha1prng') return digest('sha1', digest('sha1', text)).subarray(0, 16);
  return digest(how, text);
}

const digest = (name: string, of: string | Buffer): Buffer => createHash(name).update(of).digest();

const wellWritten = {
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  hex: /^(?:[0-9a-fA-F]{2})+$/,
};

const notOpened = () => badAnswer('a sealed field cannot be opened');
