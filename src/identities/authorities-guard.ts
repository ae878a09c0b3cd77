import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import { CallFault } from '../outbox/signed-call.ts';
import * as store from './authorities-store.ts';
import type { Answer, CheckMethod } from './checks.ts';

/** So many failures in a row, and the authority is left alone for a while. */
const THRESHOLD = 3;
const FIRST_MS = 30_000;
const LONGEST_MS = 5 * 60_000;
/** Of one process at one authority; whoever finds it full is told at once. */
const MOST = 32;
/** The last places are for those who have been there, and come back to be answered. */
export const FIRST_CONTACTS = 24;

/**
 * An answer to one question that is none: a firewall's page, a refusal, a stumble. Whoever types a
 * strange enough name brings that about, so it does not count: else three of them would shut the
 * authority for everybody (ADR 36). It is kept as its last fault, where staff read it.
 */
const ofOneQuestion =
  /^(wrong_type|redirected|encoded|too_large|bad_request|status_(4(?!29)..|50[01]))$/;

const inFlight = new Map<CheckMethod, number>();

/**
 * Around every call to an authority: its breaker, which all nodes share, its places, and the event of
 * what it answered. No connection and no lock is held while it is waited for.
 */
export async function guarded<T extends Answer | 'cancelled' | { url: string }>(
  base: Base,
  method: CheckMethod,
  call: () => Promise<T>,
  step: 'first_contact' | 'answer' = 'answer',
): Promise<T> {
  const most = step === 'first_contact' ? FIRST_CONTACTS : MOST;
  const health = await admit(base, method);
  const taken = inFlight.get(method) ?? 0;
  if (taken >= most) throw new Refusal('identities.authority_busy', { retry_after: 5 });
  inFlight.set(method, taken + 1);
  let answer: T;
  try {
    answer = await call();
  } catch (thrown) {
    if (!(thrown instanceof CallFault)) throw thrown;
    const { word } = thrown;
    if (ofOneQuestion.test(word)) await store.noted(base.db, method, word, base.clock.now());
    else await failed(base, method, word);
    throw down(30, thrown.word);
  } finally {
    inFlight.set(method, (inFlight.get(method) ?? 1) - 1);
  }
  // That somebody went away says nothing about the authority, and nothing was asked.
  if (answer !== 'cancelled') await answered(base, health, answer);
  return answer;
}

/** When the breaker has run out, one caller over all nodes tries first. */
async function admit(base: Base, method: CheckMethod): Promise<store.HealthRow> {
  const health = await store.read(base.db, method);
  const { opened_until } = health;
  if (!opened_until) return health;
  const now = base.clock.now();
  const until = opened_until.getTime() - now.getTime();
  if (until > 0) throw down(Math.ceil(until / 1_000), ALONE);
  const next = new Date(now.getTime() + FIRST_MS);
  if (!(await store.claimTry(base.db, method, now, next))) throw down(FIRST_MS / 1_000, ALONE);
  return health;
}

function answered(base: Base, health: store.HealthRow, answer: Answer | { url: string }) {
  const { method, answered_at } = health;
  return transaction(base, async (base) => {
    const now = base.clock.now();
    // Of a healthy one it is written once a minute that it answers.
    const noted = answered_at !== null && now.getTime() - answered_at.getTime() < 60_000;
    const failures = noted && health.failures === 0 ? 0 : await store.mend(base.db, method, now);
    if (failures >= THRESHOLD) await note(base, 'authority.recovered', method, { failures });
    if (typeof answer === 'object' && 'url' in answer) return;
    const yes = typeof answer === 'object';
    await audit.append(base, {
      kind: 'identity.checked',
      actor: { kind: 'system' },
      object: yes ? { kind: 'check', id: answer.transaction_no } : { kind: 'method', id: method },
      outcome: yes ? 'ok' : 'failed',
      detail: { method, answer: yes ? 'match' : answer, ...(yes && { level: answer.level }) },
    });
  });
}

function failed(base: Base, method: CheckMethod, fault: string): Promise<void> {
  return transaction(base, async (base) => {
    const now = base.clock.now();
    const failures = await store.fail(base.db, method, fault, now);
    if (failures < THRESHOLD) return;
    const rest = Math.min(FIRST_MS * 2 ** Math.min(failures - THRESHOLD, 10), LONGEST_MS);
    await store.open(base.db, method, new Date(now.getTime() + rest));
    if (failures === THRESHOLD) await note(base, 'authority.failing', method, { failures, fault });
  });
}

/** Whether the authority was asked before this was thrown: it was neither full nor left alone. */
export const wasAsked = (thrown: unknown): boolean =>
  !(
    thrown instanceof Refusal &&
    (thrown.code === 'identities.authority_busy' || thrown.detail.words?.['fault'] === ALONE)
  );

const ALONE = 'breaker open';

const down = (retry_after: number, fault: string) =>
  new Refusal('identities.authority_down', { retry_after, words: { fault } });

const note = (
  base: Base,
  kind: 'authority.failing' | 'authority.recovered',
  method: CheckMethod,
  detail: Record<string, string | number>,
) =>
  audit.append(base, {
    kind,
    actor: { kind: 'system' },
    object: { kind: 'authority', id: method },
    outcome: kind === 'authority.failing' ? 'failed' : 'ok',
    detail,
  });
