import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import type { Bodies, DeliveryKind } from './kinds.ts';
import { waitAfter } from './retry.ts';
import * as store from './store.ts';

/** What a handler says: accepted, or a fault in a word (never personal data); `final` is not tried again. */
export type Outcome = { ok: true; status: number } | { ok: false; fault: string; final?: boolean };

/**
 * Makes one attempt. Runs outside any transaction; may run again for the same `id` (at least once),
 * with another `attempt` (1 or more). A throw counts as a failed attempt.
 */
export type Handler<K extends DeliveryKind> = (
  base: Base,
  delivery: { id: string; body: Bodies[K]; owed_at: Date; attempt: number },
) => Promise<Outcome>;

/** The exhaustive map, composed in app.ts. */
export type Handlers = { [K in DeliveryKind]: Handler<K> };

interface Settings {
  random: () => number;
  onFault: (fault: unknown) => void;
}

/**
 * One attempt and its receipt: 'delivered', 'failed' (the destination's fault) or 'final' (the
 * delivery's own fault, which says nothing about the destination).
 */
export async function attempt(
  base: Base,
  handlers: Handlers,
  leased: store.Leased,
  taken: store.Taken,
  settings: Settings,
): Promise<'delivered' | 'failed' | 'final'> {
  const from = performance.now();
  const outcome = await handle(base, handlers, taken).catch((fault): Outcome => {
    settings.onFault(fault);
    return { ok: false, fault: 'handler_failed' };
  });
  const now = base.clock.now();
  const at = now.toISOString();
  if (outcome.ok) {
    const receipt = { status: outcome.status, ms: Math.round(performance.now() - from), at };
    await settle(base, leased, taken, { state: 'delivered', receipt, at: now, next_at: now });
    return 'delivered';
  }
  const next = new Date(now.getTime() + waitAfter(taken.attempts, settings.random));
  const state = outcome.final || next >= taken.give_up_at ? 'dead' : 'due';
  const receipt = { fault: outcome.fault, at };
  await settle(base, leased, taken, { state, receipt, at: now, next_at: next });
  return outcome.final ? 'final' : 'failed';
}

/** The switch lets the compiler see that each kind meets its own handler. */
function handle(base: Base, handlers: Handlers, taken: store.Taken): Promise<Outcome> {
  const { id, attempts, created_at: owed_at } = taken;
  switch (taken.kind) {
    case 'logout':
      return handlers.logout(base, { id, body: taken.body, owed_at, attempt: attempts });
    case 'artefact':
      return handlers.artefact(base, { id, body: taken.body, owed_at, attempt: attempts });
    case 'notice':
      return handlers.notice(base, { id, body: taken.body, owed_at, attempt: attempts });
    case 'message':
      return handlers.message(base, { id, body: taken.body, owed_at, attempt: attempts });
  }
}

function settle(
  base: Base,
  leased: store.Leased,
  taken: store.Taken,
  result: Parameters<typeof store.settle>[3],
): Promise<void> {
  return transaction(base, async (base) => {
    const ours = await store.settle(base.db, leased, taken, result);
    if (!ours || result.state === 'due') return;
    const { receipt } = result;
    await audit.append(base, {
      kind: result.state === 'delivered' ? 'delivery.delivered' : 'delivery.dead',
      actor: { kind: 'system' },
      object: { kind: 'delivery', id: taken.id },
      client_id: 'client_id' in taken.body ? taken.body.client_id : undefined,
      session_id: taken.kind === 'logout' ? taken.body.session_id : undefined,
      outcome: result.state === 'delivered' ? 'ok' : 'failed',
      code: 'fault' in receipt ? receipt.fault : undefined,
      detail: { kind: taken.kind, attempt: taken.attempts },
    });
  });
}
