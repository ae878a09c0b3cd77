import { createHash } from 'node:crypto';
import type { Base } from '../../base.ts';
import { keyedHash } from '../../crypto/hash.ts';
import { mod112 } from '../../identities/check-digits.ts';
import type { Attributes } from '../../sources/contract.ts';

/** A robot's made-up person: everything of it follows from its user name. */
export interface Robot {
  level: 4;
  attributes: Attributes & { name: string };
  password: string;
}

const form = /^robot-[a-z0-9]{16,24}$/;

/** One per client: two runs at once do not meet. No six digits stand in a row, as login names want it. */
export const robotName = (client_id: string): string =>
  `robot-${createHash('sha256')
    .update(`robot ${client_id}`)
    .digest('hex')
    .slice(0, 16)
    .replace(/\d{2}/g, (two) => `${two}x`)}`;

/** Undefined for a name that is no robot's. Its password is known to this deployment alone. */
export function robotAt(base: Pick<Base, 'ring'>, username: string): Robot | undefined {
  if (!form.test(username)) return undefined;
  const id_number = madeUpNumber(createHash('sha256').update(username).digest());
  return {
    level: 4,
    attributes: { name: '机试一', id_type: 'resident_id', id_number },
    password: keyedHash(base.ring, 'artefact', `sandbox ${username}`),
  };
}

/** Area 220000 has nobody; the day and the place in it are those of the name's digest. */
function madeUpNumber(name: Buffer): string {
  const day = new Date(Date.UTC(1920, 0, 1 + (name.readUInt16BE(0) % 10_000)));
  const sequence = String(1 + (name.readUInt16BE(2) % 899)).padStart(3, '0');
  const first = `220000${day.toISOString().slice(0, 10).replaceAll('-', '')}${sequence}`;
  return first + mod112(first);
}
