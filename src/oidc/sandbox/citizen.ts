import { createHash, randomBytes } from 'node:crypto';
import type { Base } from '../../base.ts';
import type { Citizen } from '../../clients/acceptance/acceptance.ts';
import * as credentials from '../../credentials/credentials.ts';
import { mod112 } from '../../identities/check-digits.ts';
import * as identities from '../../identities/identities.ts';

/** What a password here reaches: two factors would ask the robot for a telephone. */
const LEVEL = 2;
const NOTICE = '2026-11';

/**
 * The made-up person as whom the robot signs in at one client, with a new password for each run.
 * One per client: two runs at once do not take each other's password away.
 */
export async function robotCitizen(base: Base, client: { id: string }): Promise<Citizen> {
  const name = createHash('sha256').update(`robot ${client.id}`).digest();
  const { identity_id } = await identities.resolve(
    base,
    {
      source_id: 'songhua-robot',
      subject: client.id,
      attributes: { name: '机试一', id_type: 'resident_id', id_number: madeUpNumber(name) },
      ...{ level: LEVEL, registration: 'issued', evidence_days: 365, authority: 'songhua-robot' },
    },
    { notice: NOTICE },
  );
  if (!identity_id) throw new Error('the robot has nobody to sign in as');
  const username = `robot-${name
    .toString('hex')
    .slice(0, 16)
    .replace(/\d{2}/g, (two) => `${two}x`)}`;
  const password = randomBytes(24).toString('base64url');
  await credentials.setPassword(base, {
    ...{ identity_id, password, login_name: username, bound_level: LEVEL },
  });
  return { source: 'local', username, password };
}

/** Area 220000 has nobody; the day and the place in it are those of the name's digest. */
function madeUpNumber(name: Buffer): string {
  const day = new Date(Date.UTC(1920, 0, 1 + (name.readUInt16BE(0) % 10_000)));
  const sequence = String(1 + (name.readUInt16BE(2) % 999)).padStart(3, '0');
  const first = `220000${day.toISOString().slice(0, 10).replaceAll('-', '')}${sequence}`;
  return first + mod112(first);
}
