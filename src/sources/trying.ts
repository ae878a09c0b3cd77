import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import type { Expiry, Means, Protocol } from './contract.ts';
import type { Mapping } from './mapping.ts';
import { refusePlainHttp } from './plain-http.ts';
import { type ProtocolName, protocols } from './register.ts';

/** How a source that may not even be registered answers. Nothing of it is kept. */

/** Longer than any probe takes; whoever pressed the button waits for it. */
const LONGEST_MS = 15_000;

export interface Tried {
  /** What is only handed out on connection and is not there: nothing was asked. */
  lacks: string[];
  /** Its answer to what needs no person; a fault in the operator's words. */
  probe?: { ok: true } | { ok: false; fault: string };
  /** What it publishes of itself; absent where it publishes nothing. */
  document?: { ok: true } | { ok: false; fault: string };
  expiries: Expiry[];
}

/**
 * Asks a system with settings that its schema has read. Throws only faults of ours: what it does
 * wrong is the answer.
 */
export async function tryOut(
  base: Base,
  {
    protocol: name,
    settings,
    mapping,
    source_id,
  }: { protocol: ProtocolName; settings: unknown; mapping: Mapping; source_id: string },
): Promise<Tried> {
  const protocol: Protocol = protocols[name];
  const lacks = protocol.lacks?.(settings) ?? [];
  if (lacks.length > 0) return { lacks, expiries: [] };
  let document: string | undefined;
  const fetched = protocol.fetch
    ? await heard(async () => {
        document = await protocol.fetch?.(settings, { clock: base.clock });
      })
    : undefined;
  const means: Means = {
    ...{ clock: base.clock, source_id, mapping },
    document: async () => document,
    // Nothing is taken: no answer of a person is asked for.
    once: async () => true,
  };
  // A document that names no address is asked for by the probe itself.
  const published = document !== undefined || fetched?.ok === false;
  const probe = await heard(() => protocol.probe(settings, means));
  return {
    lacks,
    probe,
    ...(published && fetched && { document: fetched }),
    expiries: await expiriesOf(protocol, settings, document),
  };
}

async function heard(
  ask: () => Promise<unknown>,
): Promise<{ ok: true } | { ok: false; fault: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const refusal = new Refusal('sources.unavailable', { words: { fault: 'timeout' } });
    timer = setTimeout(() => reject(refusal), LONGEST_MS);
  });
  try {
    await Promise.race([ask(), late]);
    return { ok: true };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { ok: false, fault: String(thrown.detail.words?.['fault'] ?? thrown.code) };
  } finally {
    clearTimeout(timer);
  }
}

async function expiriesOf(
  protocol: Protocol,
  settings: unknown,
  document: string | undefined,
): Promise<Expiry[]> {
  try {
    return (await protocol.expiries?.(settings, document)) ?? [];
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return [];
  }
}

/** Where settings speak in clear though this gateway may not; undefined where all is well. */
export function speaksInClear(base: Base, settings: unknown): string | undefined {
  try {
    refusePlainHttp(base, settings);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return thrown.detail.field;
  }
}

/**
 * Whether settings lead to the machine that the gateway runs on: its own database is there. Only
 * whoever answers for the whole province may say so.
 */
export function leadsHere(
  protocol: ProtocolName,
  settings: Record<string, unknown>,
): string | undefined {
  if (settings['allow_http'] === true) return 'allow_http';
  if (protocol === 'ldap' && settings['tls'] === 'off') return 'tls';
  if (String(settings['host'] ?? '').startsWith('/')) return 'host';
  const { networks } = settings;
  const own = (one: unknown) => /^(127\.|::1|\[::1)/.test(String(one));
  return Array.isArray(networks) && networks.some(own) ? 'networks' : undefined;
}
