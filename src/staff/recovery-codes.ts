import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { newCodes, plainCode } from '../credentials/recovery-text.ts';
import { keyedHash } from '../crypto/hash.ts';
import { actor } from './actor.ts';
import * as store from './factors-store.ts';

/** Ten new codes in the place of all before, to be shown once; in the caller's transaction. */
export async function makeCodes(base: Base, staff_id: string): Promise<string[]> {
  const codes = newCodes();
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

const hashOf = (base: Base, staff_id: string, code: string) =>
  keyedHash(base.ring, 'artefact', `staff recovery ${staff_id} ${plainCode(code)}`);
