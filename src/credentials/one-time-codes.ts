/**
 * One-time codes: six digits that prove a telephone or a mail address. They say that somebody holds
 * it now, and nothing about who that is: numbers are given out again, so that no code alone ever
 * signs anybody in (ADR 0030).
 */
import { randomInt } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import * as messages from '../messages/messages.ts';
import * as store from './one-time-codes-store.ts';

export type Purpose = store.Purpose;

export const LIVES_MINUTES = 10;
export const MOST_TRIES = 5;

export interface Asking {
  channel: messages.Channel;
  /** What was typed, as it is compared: E.164, or a mail address (identities/phones.ts). */
  address: string;
  /**
   * False: the code is written down and goes to nobody, at the same cost. For a flow in which the
   * address belongs to an account that is not there (Never 11).
   */
  real?: boolean;
  purpose: Purpose;
  /** The flow that asks, such as `signin:<uid>`; only there the code is taken. */
  bound: string;
  lang: messages.Lang;
  /** The IP address of the browser. */
  network: string;
}

/**
 * Sends a code, unless the address or the network had too many: then gives the seconds to wait. The
 * former codes of the flow are void. That the channel is configured, the caller has asked.
 */
export async function send(
  base: Base,
  asking: Asking,
): Promise<{ code_id: string } | { wait: number }> {
  const { channel, address, purpose, bound, lang, network, real = true } = asking;
  const wait = await messages.allow(base, { to: address, network, kept: purpose === 'recover' });
  if (wait > 0) return { wait };
  const id = newId(base.clock);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const now = base.clock.now();
  const lives_ms = LIVES_MINUTES * 60_000;
  return transaction(base, async (base) => {
    await store.voidOf(base.db, hashOf(base, 'bound', bound), now);
    await store.insert(base.db, {
      id,
      purpose,
      address_hash: hashOf(base, 'address', address),
      bound_hash: hashOf(base, 'bound', bound),
      code_hash: hashOfCode(base, id, code),
      tries: 0,
      created_at: now,
      expires_at: new Date(now.getTime() + lives_ms),
      consumed_at: null,
      spent_at: null,
    });
    await messages.owe(base, {
      channel,
      to: real ? address : undefined,
      template: purpose === 'developer' ? 'developer_code' : 'one_time_code',
      words: { code, minutes: LIVES_MINUTES },
      lang,
      lives_ms,
    });
    await audit.append(base, {
      kind: 'credential.code_sent',
      actor: { kind: 'system' },
      object: { kind: 'one_time_code', id },
      outcome: 'ok',
      detail: { channel, purpose },
    });
    return { code_id: id };
  });
}

/**
 * True for whoever types the right code first, on any node: one UPDATE decides (Never 5). Wrong ones
 * count, and after five the code is void; what is typed for a void one changes nothing, and leaves no
 * event. `address`, `purpose` and `bound` are those that it was sent for. How often one may ask at all
 * is the caller's to hold (http/rate-limit.ts).
 */
export function check(
  base: Base,
  typed: { code_id: string; code: string } & Pick<Asking, 'address' | 'purpose' | 'bound'>,
): Promise<boolean> {
  const { code_id: id, purpose } = typed;
  return transaction(base, async (base) => {
    const right = await store.use(base.db, {
      id,
      purpose,
      address_hash: hashOf(base, 'address', typed.address),
      bound_hash: hashOf(base, 'bound', typed.bound),
      code_hash: hashOfCode(base, id, digits(typed.code)),
      most_tries: MOST_TRIES,
      at: base.clock.now(),
    });
    if (right === undefined) return false;
    await audit.append(base, {
      kind: 'credential.code_checked',
      actor: { kind: 'system' },
      object: { kind: 'one_time_code', id },
      outcome: right ? 'ok' : 'failed',
      detail: { purpose },
    });
    return right;
  });
}

/**
 * Takes what a code proved for the one thing that is done with it, in the caller's transaction: false
 * when that was done already, here or on another node. A second post of one page does nothing twice.
 */
export const spend = (base: Base, code_id: string): Promise<boolean> =>
  store.spend(base.db, code_id, base.clock.now());

/** Removes codes that are over, at most `limit`; gives how many. A timed job calls it. */
export function removeOld(base: Base, limit = 1_000): Promise<number> {
  return store.removeOld(base.db, base.clock.now(), limit);
}

/** People copy a code with blanks, or type it full-width. */
const digits = (typed: string) => typed.normalize('NFKC').replace(/[\s-]/g, '');

const hashOf = (base: Base, what: 'address' | 'bound', value: string) =>
  keyedHash(base.ring, 'try', `code ${what} ${value}`);

const hashOfCode = (base: Base, id: string, code: string) =>
  keyedHash(base.ring, 'artefact', `code ${id} ${code}`);
