import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as breaker from './breaker.ts';
import type { Expiry, Protocol } from './contract.ts';
import * as expiring from './expiring.ts';
import { type Claim, claimProbe, settleProbe } from './health-statement.ts';
import { meansOf } from './means.ts';
import { refusePlainHttp } from './plain-http.ts';
import { unavailable } from './protocols/outgoing.ts';
import { protocols } from './register.ts';
import { readInSettings, spokenSettings } from './spoken-settings.ts';
import type { SourceRow } from './store.ts';
import * as store from './store.ts';

/** Longer than any probe takes: its time-outs are those of the settings. */
const LEASE_MS = 120_000;
/** More than two answers may take by any settings; then the probe has failed. */
const LONGEST_MS = 30_000;
/** So many sources are asked at one time, by all nodes together. */
const MOST = 4;

export interface ProbeOptions {
  /** About so often each source is asked, each time at another moment. */
  everyMs?: number;
  /** At one time, over all nodes. */
  most?: number;
  /** [0, 1), for the jitter. */
  random?: () => number;
}

/**
 * Asks every live source that is due whether it does its part; gives how many it asked. For a job, on
 * any number of nodes: each source is asked by one of them, and nothing of the database is held
 * meanwhile. What went well mends only what a first contact would; what failed counts as one. Throws
 * the first fault of ours, after all were asked.
 */
export async function probeDue(base: Base, options: ProbeOptions = {}): Promise<number> {
  const { everyMs = 60_000, most = MOST, random = Math.random } = options;
  const next = () => new Date(base.clock.now().getTime() + everyMs * (0.75 + random() / 2));
  let asked = 0;
  const faults: unknown[] = [];
  const one = async (): Promise<void> => {
    for (;;) {
      const until = new Date(base.clock.now().getTime() + LEASE_MS);
      const claim = await claimProbe(base, { until, most });
      if (!claim) return;
      try {
        if (await probe(base, claim, next)) asked += 1;
      } catch (fault) {
        faults.push(fault);
        await settleProbe(base, claim, { probe_at: next() });
      }
    }
  };
  await Promise.all(Array.from({ length: most }, one));
  if (faults.length > 0) throw faults[0];
  return asked;
}

/** True when the source was asked and its answer counts. */
async function probe(base: Base, claim: Claim, next: () => Date): Promise<boolean> {
  const row = await store.byId(base, claim.source_id);
  if (!row) throw new Error(`a claim on no source: ${claim.source_id}`);
  const protocol: Protocol = protocols[row.protocol];
  const lacks = protocol.lacks && readInSettings(base, row, protocol.lacks);
  // What is not open yet cannot answer, which is no fault of it.
  if (lacks && lacks.length > 0) {
    await settleProbe(base, claim, { probe_at: next() });
    return false;
  }
  const outcome = await contact(protocol, base, row);
  const expiries = await expiriesOf(protocol, base, row);
  return transaction(base, async (base) => {
    const ends = expiries.map(({ what, at }) => ({ what, at: at.toISOString() }));
    // What was switched off or changed meanwhile was asked as it stood before.
    const now = await store.share(base, row.id);
    const counts = now?.state === 'live' && now.settings_sealed === row.settings_sealed;
    const probe_fault = outcome.ok ? null : outcome.fault.slice(0, 200);
    const result = counts && { probe_fault, expiries: ends };
    const ours = await settleProbe(base, claim, { probe_at: next(), ...(result && { result }) });
    if (!ours || !counts) return false;
    const today = await store.byId(base, row.id);
    if (today) await breaker.note(base, today, 'begin', outcome, { probed: true });
    await expiring.tell(base, row.id, expiries);
    return true;
  });
}

async function contact(protocol: Protocol, base: Base, row: SourceRow): Promise<breaker.Outcome> {
  let timer: NodeJS.Timeout | undefined;
  // Whatever a protocol forgets to limit: the job's other sources wait for this one.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable('timeout')), LONGEST_MS);
  });
  try {
    const settings = spokenSettings(base, row);
    refusePlainHttp(base, settings);
    await Promise.race([protocol.probe(settings, meansOf(base, row)), late]);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, fault: String(error.detail.words?.['fault'] ?? error.code) };
  } finally {
    clearTimeout(timer);
  }
}

/** What a document cannot say since it does not hold is told by the probe, not here. */
async function expiriesOf(protocol: Protocol, base: Base, row: SourceRow): Promise<Expiry[]> {
  try {
    const settings = spokenSettings(base, row);
    return (await protocol.expiries?.(settings, await store.documentOf(base, row.id))) ?? [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [];
  }
}
