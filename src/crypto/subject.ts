import { idFromBytes, idToBytes } from './ids.ts';
import { derive, type KeyRing } from './ring.ts';

const sectorKeys = new WeakMap<KeyRing, Map<string, Buffer>>();

/**
 * The pairwise subject of an identity in a sector (OpenID Connect Core §8.1): its 16-byte id as one
 * block under the sector's key, base64url (22 characters). The same id gives unrelated subjects in
 * two sectors; only the holder of the subject key can reverse it.
 */
export function subjectIn(ring: KeyRing, sector: string, identityId: string): string {
  return ring.suite
    .encipherBlock(sectorKey(ring, sector), idToBytes(identityId))
    .toString('base64url');
}

/** The identity id behind a subject; undefined when the text cannot be a subject. */
export function identityBehind(ring: KeyRing, sector: string, subject: string): string | undefined {
  const block = Buffer.from(subject, 'base64url');
  if (block.length !== 16) return undefined;
  return idFromBytes(ring.suite.decipherBlock(sectorKey(ring, sector), block));
}

function sectorKey(ring: KeyRing, sector: string): Buffer {
  const known = sectorKeys.get(ring) ?? new Map<string, Buffer>();
  sectorKeys.set(ring, known);
  const key = known.get(sector) ?? derive(ring.subjectKey, `sector ${sector}`);
  known.set(sector, key);
  return key;
}
