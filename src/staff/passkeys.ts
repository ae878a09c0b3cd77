import type { Base } from '../base.ts';
import * as webauthn from '../credentials/webauthn.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import * as challenges from './challenges.ts';
import { addFactor } from './factors.ts';
import * as store from './factors-store.ts';

export type { Site } from '../credentials/webauthn.ts';

type Site = webauthn.Site;

const keptOf = (row: store.FactorRow): webauthn.Kept | undefined =>
  row.credential_id && row.public_key
    ? {
        ...{ id: row.credential_id, public_key: row.public_key },
        ...{ counter: Number(row.counter), transports: row.transports ?? [] },
      }
    : undefined;

const known = async (base: Base, staff_id: string) =>
  (await store.list(base.db, staff_id)).flatMap((row) => keptOf(row) ?? []);

/** What the browser is asked for with; undefined when the person has no passkey. */
export async function optionsToShow(base: Base, site: Site, staff_id: string) {
  const passkeys = await known(base, staff_id);
  if (passkeys.length === 0) return undefined;
  const options = await webauthn.optionsToShow(site, { known: passkeys });
  await challenges.begin(base, 'passkey', { staff_id, token: options.challenge });
  return options;
}

/** The same for a new one. `address` is how the device lists it. */
export async function optionsToAdd(
  base: Base,
  site: Site,
  { staff_id, address }: { staff_id: string; address: string },
) {
  const options = await webauthn.optionsToAdd(site, {
    ...{ account: address, known: await known(base, staff_id), alone: false },
  });
  await challenges.begin(base, 'passkey', { staff_id, token: options.challenge });
  return options;
}

/**
 * Whether a browser's answer shows one of this person's passkeys, with the person verified; its
 * challenge is used up by it, whatever comes of it, and the signature counter moves on.
 */
export async function show(
  base: Base,
  site: Site,
  { staff_id, answer }: { staff_id: string; answer: string },
): Promise<boolean> {
  const id = webauthn.passkeyIn(answer);
  const row = (await store.list(base.db, staff_id)).find(
    ({ credential_id }) => credential_id !== null && credential_id === id,
  );
  const kept = row && keptOf(row);
  if (!kept) return false;
  const use = (challenge: string) => challenges.usePasskeys(base, staff_id, challenge);
  const shown = await webauthn.shown(site, { answer, kept, use });
  return (
    shown !== undefined &&
    (await store.moveCounter(base.db, row.id, shown.counter, base.clock.now()))
  );
}

/** Adds the passkey of a browser's answer. Throws `staff.passkey_refused`. */
export async function add(
  base: Base,
  site: Site,
  { staff_id, answer, label }: { staff_id: string; answer: string; label?: string },
): Promise<void> {
  const use = (challenge: string) => challenges.usePasskeys(base, staff_id, challenge);
  const made = await webauthn.made(site, { answer, use });
  if (!made) throw new Refusal('staff.passkey_refused');
  await addFactor(base, {
    ...{ id: newId(base.clock), staff_id, kind: 'passkey', label },
    ...{ credential_id: made.id, public_key: made.public_key },
    ...{ counter: String(made.counter), transports: [...made.transports] },
  });
}
