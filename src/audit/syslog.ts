/**
 * The second sink of the trail: what is sealed goes to a receiver of syslog (RFC 5424 over TLS, RFC
 * 5425), in order, at least once (ADR 0019). Nothing waits for it: neither sealing nor signing in.
 */
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import * as audit from './audit.ts';
import { batchAfter } from './syslog-batch.ts';
import { SyslogFault, type SyslogSink } from './syslog-door.ts';
import { frame, messageText } from './syslog-message.ts';
import * as statement from './syslog-statement.ts';

export interface SendOptions {
  /** HOSTNAME: the host of the issuer. */
  host: string;
  /** Told each time that the receiver takes nothing. */
  warn: (what: string, detail: Record<string, unknown>) => void;
  signal?: AbortSignal;
}

/** Longer than a batch may take; a node that dies leaves the others waiting for so long. */
const LEASE_MS = 60_000;
const LONGEST_REST_MS = 60_000;
/** After how long a failure becomes an event of the trail itself. */
const TOLD_AFTER_MS = 10 * 60_000;

/**
 * Sends every seal that the receiver lacks, a batch a connection; gives how many messages it took. On
 * any number of nodes one sends. How far it came is noted after the receiver has closed in order: who
 * is killed before that sends the batch again, and no seal is passed over. For a job every few seconds.
 */
export async function send(base: Base, sink: SyslogSink, options: SendOptions): Promise<number> {
  const me = newId(base.clock);
  let sent = 0;
  // Without this look, every node would write the lease at every turn.
  while ((await statement.unsent(base.db, 1)).count > 0) {
    const now = base.clock.now();
    const until = new Date(now.getTime() + LEASE_MS);
    const leased = await statement.lease(base.db, me, now, until);
    if (!leased) return sent;
    const taken = await sendBatch(base, sink, me, leased, options);
    if (taken === 0) break;
    sent += taken;
  }
  if (sent > 0) await statement.release(base.db, me);
  return sent;
}

/** How many messages the receiver took; 0 when there is nothing to send or it took nothing. */
async function sendBatch(
  base: Base,
  sink: SyslogSink,
  me: string,
  leased: statement.Leased,
  options: SendOptions,
): Promise<number> {
  const batch = options.signal?.aborted ? undefined : await batchAfter(base, leased.sent);
  if (!batch) {
    await statement.release(base.db, me);
    return 0;
  }
  const frames = batch.messages.map((message) => frame(messageText(options.host, message)));
  try {
    await sink.deliver(frames, options.signal);
  } catch (fault) {
    if (!(fault instanceof SyslogFault)) throw fault;
    if (fault.word === 'aborted') await statement.release(base.db, me);
    else await fail(base, me, leased, fault.word, options.warn);
    return 0;
  }
  const ours = await advance(base, leased, batch.until);
  return ours ? frames.length : 0;
}

const event = (
  kind: 'audit.syslog_failing' | 'audit.syslog_recovered',
  detail: audit.AuditEvent['detail'] = {},
): audit.AuditEvent => ({
  kind,
  actor: { kind: 'system' },
  outcome: kind === 'audit.syslog_failing' ? 'failed' : 'ok',
  detail,
});

function advance(base: Base, leased: statement.Leased, to: number): Promise<boolean> {
  return transaction(base, async (inside) => {
    const now = base.clock.now();
    if (!(await statement.advance(inside.db, { from: leased.sent, to, now }))) return false;
    if (leased.told_at)
      await audit.append(
        inside,
        event('audit.syslog_recovered', { since: leased.failing_since?.toISOString() ?? null }),
      );
    return true;
  });
}

async function fail(
  base: Base,
  me: string,
  leased: statement.Leased,
  fault: string,
  warn: SendOptions['warn'],
): Promise<void> {
  const now = base.clock.now();
  const since = leased.failing_since ?? now;
  const rest = Math.min(1_000 * 2 ** Math.min(leased.failures, 16), LONGEST_REST_MS);
  const tells = !leased.told_at && now.getTime() - since.getTime() >= TOLD_AFTER_MS;
  const behind = await statement.unsent(base.db, 10_000);
  await transaction(base, async (inside) => {
    const ours = await statement.fail(inside.db, me, {
      failures: leased.failures + 1,
      failing_since: since,
      fault,
      try_at: new Date(now.getTime() + rest),
      told_at: tells ? now : leased.told_at,
    });
    if (ours && tells)
      await audit.append(
        inside,
        event('audit.syslog_failing', { fault, since: since.toISOString() }),
      );
  });
  warn('the syslog receiver takes nothing', {
    ...{ fault, since, unsent_seals: behind.count, oldest_unsent: behind.oldest_at },
  });
}

/** How many seals wait for the receiver, to `atMost`, and when the oldest of them was made. */
export function unsent(base: Base, atMost = 10_000): Promise<{ count: number; oldest_at?: Date }> {
  return statement.unsent(base.db, atMost);
}
