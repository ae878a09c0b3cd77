import type { Base } from '../base.ts';
import { hashes, keyedHash } from '../crypto/hash.ts';
import type { Stored } from './formats/formats.ts';

/** Whose password at which source; every hash that is written of it, and the one that is looked up by. */
export const subjectHashes = (base: Base, source_id: string, subject: string) =>
  hashes(base.ring, 'subject-at-source', `${source_id}\u0000${subject}`);

/** Says whether a department's hash is still the same one, and nothing of it. */
export const madeFrom = (base: Base, source_id: string, { format, hash, salt }: Stored): string =>
  keyedHash(
    base.ring,
    'artefact',
    JSON.stringify(['carried', source_id, format, hash, salt ?? '']),
  );
