import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as codes from '../credentials/one-time-codes.ts';
import { hashColumns, keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import type { Lang } from '../messages/messages.ts';
import {
  addressIn,
  folded,
  type Gate,
  hashesOf,
  hashOf,
  readAddress,
  sealedAddress,
} from './addresses.ts';
import * as store from './developers-store.ts';
import * as entries from './entries-store.ts';
import * as invitations from './invitations-store.ts';
import { newToken, startSession } from './sessions.ts';

/** A sign-in between its two steps. */
export interface Entry {
  address: string;
  expires_at: Date;
}

/**
 * The first step: sends a code to a work address. One that may not come in is written a code that
 * goes to nobody, at the same cost and with the same answer (Never 11). Gives the token of what is
 * half done, or the seconds to wait. Throws `developers.address_form`, `developers.domain_refused`.
 */
export async function begin(
  base: Base,
  gate: Gate,
  asked: { address: string; lang: Lang; network: string },
): Promise<{ entry: string } | { wait: number }> {
  const address = readAddress(asked.address, gate);
  const { lang, network } = asked;
  const entry = newToken();
  const sent = await codes.send(base, {
    ...{ channel: 'mail', purpose: 'developer', lang, network, address: folded(address) },
    bound: boundTo(base, entry),
    real: await mayEnter(base, gate, hashOf(base, address)),
  });
  if ('wait' in sent) return sent;
  const id = newId(base.clock);
  await entries.insert(base.db, {
    ...{ id, token_hash: hashOfEntry(base, entry), code_id: sent.code_id },
    address_sealed: sealedAddress(base, 'developer_entries', id, address),
    expires_at: new Date(base.clock.now().getTime() + codes.LIVES_MINUTES * 60_000),
  });
  return { entry };
}

/** What is half done in a browser; undefined when it is over. */
export async function entryOf(base: Base, entry: string): Promise<Entry | undefined> {
  const row = await entries.byToken(base.db, hashOfEntry(base, entry), base.clock.now());
  if (!row) return undefined;
  return { address: addressIn(base, row, 'developer_entries'), expires_at: row.expires_at };
}

/**
 * The second step: the code. Whoever has proved an address for the first time is registered by it.
 * Gives the token of a session; undefined when the code is wrong, used or void. Throws
 * `developers.entry_over`.
 */
export async function finish(
  base: Base,
  gate: Gate,
  typed: { entry: string; code: string; lang?: Lang },
): Promise<string | undefined> {
  const row = await entries.byToken(base.db, hashOfEntry(base, typed.entry), base.clock.now());
  if (!row) throw new Refusal('developers.entry_over');
  const address = addressIn(base, row, 'developer_entries');
  const { code_id } = row;
  const right = await codes.check(base, {
    ...{ code_id, code: typed.code, purpose: 'developer', address: folded(address) },
    bound: boundTo(base, typed.entry),
  });
  if (!right) return undefined;
  return transaction(base, async (base) => {
    // What let the address in may have been taken back since.
    if (!(await codes.spend(base, code_id)) || !(await mayEnter(base, gate, hashOf(base, address))))
      throw new Refusal('developers.entry_over');
    await entries.remove(base.db, row.id);
    const developer_id = await registered(base, address);
    // Of the page on which they came in; the session's beginning is its event.
    if (typed.lang) await store.speak(base.db, developer_id, typed.lang);
    return startSession(base, developer_id);
  });
}

/** Whether an address may come in: it has, or it is invited, or this is the sandbox. */
async function mayEnter(base: Base, { sandbox }: Gate, hash: string): Promise<boolean> {
  const known = await store.byAddress(base, hash);
  const invited = await invitations.toAddress(base, hash, base.clock.now());
  return sandbox || known !== undefined || invited.length > 0;
}

/** The developer of an address that was just proved; made where there is none. */
async function registered(base: Base, address: string): Promise<string> {
  const { current, also } = hashesOf(base, address);
  const known = await store.byAddress(base, current);
  if (known) return known.id;
  const id = newId(base.clock);
  const made = await store.insert(base.db, {
    ...{ id, created_at: base.clock.now(), lang: null },
    address_sealed: sealedAddress(base, 'developers', id, address),
    ...hashColumns(base.ring, 'address_hash', { current, ...(also && { also }) }),
  });
  // Another browser of the same person was first, in the same millisecond.
  if (!made) return ((await store.byAddress(base, current)) as store.DeveloperRow).id;
  await audit.append(base, {
    kind: 'developer.registered',
    actor: { kind: 'developer', id },
    object: { kind: 'developer', id },
    outcome: 'ok',
  });
  return id;
}

const hashOfEntry = (base: Base, entry: string) =>
  keyedHash(base.ring, 'artefact', `developer entry ${entry}`);

/** The flow that a code is good in: this browser's. */
const boundTo = (base: Base, entry: string) => `developer:${hashOfEntry(base, entry)}`;
