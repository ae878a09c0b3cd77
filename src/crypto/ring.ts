import { hkdfSync } from 'node:crypto';
import { international } from './international.ts';
import type { Suite } from './suite.ts';

/**
 * The key ring: every secret the gateway holds, derived per purpose with HKDF-SHA-256 (RFC 5869),
 * so that a key of one purpose tells nothing about another.
 *
 * - `field` keys seal columns; several may be known, one seals (key ids stand in the values).
 * - the `match` key makes keyed hashes for look-ups; a change of it is a new `match_version`.
 * - the `subject` key never rotates: it makes the pairwise subjects.
 * - the `audit` key authenticates audit events and signs seals; it is never in the database.
 * - the `form` key makes CSRF tokens and signs cookies.
 */
export interface KeyRing {
  suite: Suite;
  fieldKeyId: string;
  fieldKeys: ReadonlyMap<string, Buffer>;
  matchKeys: ReadonlyMap<number, Buffer>;
  matchVersion: number;
  subjectKey: Buffer;
  auditKey: Buffer;
  formKey: Buffer;
}

export interface RingSecrets {
  /** `id:base64url of 32 bytes`, the first one seals. */
  fieldKeys: readonly { id: string; key: Buffer }[];
  matchKeys: readonly { version: number; key: Buffer }[];
  subjectKey: Buffer;
  auditKey: Buffer;
  formKey: Buffer;
}

/** A key for one purpose, 32 bytes. */
export function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `songhua ${purpose}`, 32));
}

export function makeRing(secrets: RingSecrets, suite: Suite = international): KeyRing {
  const [first] = secrets.fieldKeys;
  const newest = secrets.matchKeys.reduce((a, b) => (b.version > a.version ? b : a));
  if (!first) throw new RangeError('a key ring needs a field key');
  return {
    suite,
    fieldKeyId: first.id,
    fieldKeys: new Map(secrets.fieldKeys.map(({ id, key }) => [id, derive(key, 'field')])),
    matchKeys: new Map(
      secrets.matchKeys.map(({ version, key }) => [version, derive(key, 'match')]),
    ),
    matchVersion: newest.version,
    subjectKey: secrets.subjectKey,
    auditKey: secrets.auditKey,
    formKey: derive(secrets.formKey, 'form'),
  };
}
