import { randomInt } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { actor } from './actor.ts';
import * as store from './factors-store.ts';

const HOW_MANY = 10;
const LENGTH = 10;
/** Nothing that reads like something else; 30 letters give 49 bits in ten places. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten new codes in the place of all before, to be shown once; in the caller's transaction. */
export async function makeCodes(base: Base, staff_id: string): Promise<string[]> {
  const codes = Array.from({ length: HOW_MANY }, newCode);
  const hashes = codes.map((code) => hashOf(base, staff_id, code));
  await store.replaceCodes(base.db, staff_id, hashes, base.clock.now());
  await audit.append(base, {
    kind: 'staff.codes_made',
    actor: actor(staff_id),
    object: { kind: 'staff', id: staff_id },
    outcome: 'ok',
    detail: { codes: codes.length },
  });
  return codes;
}

/** Uses a code up; false when it is none of this person's, or was used. */
export const useCode = (base: Base, staff_id: string, code: string): Promise<boolean> =>
  store.useCode(base.db, staff_id, hashOf(base, staff_id, code), base.clock.now());

function newCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

const hashOf = (base: Base, staff_id: string, code: string) =>
  keyedHash(base.ring, 'artefact', `staff recovery ${staff_id} ${plain(code)}`);

const plain = (code: string) =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\dA-Z]/g, '');
