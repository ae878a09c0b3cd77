import type { Base } from '../base.ts';
import * as atSource from '../crypto/at-source.ts';
import { type Hashes, keyedHash } from '../crypto/hash.ts';
import type { Stored } from './formats/formats.ts';

/** Whose password at which source; every hash that is written of it, and the one that is looked up by. */
export const subjectHashes = ({ ring }: Base, source_id: string, subject: string): Hashes =>
  atSource.subjectHashes(ring, source_id, subject);

/** Says whether a department's hash is still the same one, and nothing of it. */
export const madeFrom = (base: Base, source_id: string, { format, hash, salt }: Stored): string =>
  keyedHash(
    base.ring,
    'artefact',
    JSON.stringify(['carried', source_id, format, hash, salt ?? '']),
  );
