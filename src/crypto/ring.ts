import { hkdfSync } from 'node:crypto';
import { international } from './international.ts';
import type { Suite } from './suite.ts';

/**
 * The key ring: every secret the gateway holds, derived per purpose with HKDF-SHA-256 (RFC 5869),
 * so that a key of one purpose tells nothing about another.
 *
 * - `field` keys seal columns; several may be known, one seals (key ids stand in the values).
 * - `match` keys make keyed hashes for look-ups, by version. One version is looked up by and written;
 *   during a change of key its neighbour is written as well (ADR 0014).
 * - the `subject` key never rotates: it makes the pairwise subjects, and the hashes of what only its
 *   holder knows (tokens, cookies) or what passes within a day (tries).
 * - the `audit` key authenticates audit events and signs seals; it is never in the database.
 * - the `form` key makes CSRF tokens and signs cookies.
 */
export interface KeyRing {
  suite: Suite;
  fieldKeyId: string;
  fieldKeys: ReadonlyMap<string, Buffer>;
  matchKeys: ReadonlyMap<number, Buffer>;
  /** What is looked up by. */
  matchVersion: number;
  /** What is written besides, during a change of key. */
  alsoMatchVersion?: number;
  subjectKey: Buffer;
  steadyKey: Buffer;
  auditKey: Buffer;
  formKey: Buffer;
}

export interface RingSecrets {
  /** `id:base64url of 32 bytes`, the first one seals. */
  fieldKeys: readonly { id: string; key: Buffer }[];
  matchKeys: readonly { version: number; key: Buffer }[];
  /** The versions that are written; the first is looked up by, a second one is its neighbour. */
  matchVersions: readonly number[];
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
  const [matchVersion, alsoMatchVersion] = secrets.matchVersions;
  if (!first) throw new RangeError('a key ring needs a field key');
  if (matchVersion === undefined) throw new RangeError('a key ring needs a match version');
  return {
    suite,
    fieldKeyId: first.id,
    fieldKeys: new Map(secrets.fieldKeys.map(({ id, key }) => [id, derive(key, 'field')])),
    matchKeys: new Map(
      secrets.matchKeys.map(({ version, key }) => [version, derive(key, 'match')]),
    ),
    matchVersion,
    ...(alsoMatchVersion === undefined ? {} : { alsoMatchVersion }),
    subjectKey: secrets.subjectKey,
    steadyKey: derive(secrets.subjectKey, 'steady'),
    auditKey: secrets.auditKey,
    formKey: derive(secrets.formKey, 'form'),
  };
}
