import * as audit from '../audit/search.ts';
import type { Base } from '../base.ts';
import * as identities from '../identities/identities.ts';
import * as sources from '../sources/sources.ts';
import { pageCode } from './finding.ts';

/** One thing that was tried, or that changed what could be. */
export interface Try {
  id: string;
  at: Date;
  kind: 'succeeded' | 'failed' | 'refused' | 'intervened';
  /** `local` for a password of our own. */
  source_id?: string;
  client_id?: string;
  /** Where it ended: a code of the refusals, a reason of the trail, or what staff did. */
  reason: string;
  /** The code that the page showed. */
  page?: string;
}

const DAYS = 30;
const MOST = 50;
const EACH = 60;

const kinds: Partial<Record<string, Try['kind']>> = {
  'login.succeeded': 'succeeded',
  'login.failed': 'failed',
  'login.refused': 'refused',
  'identity.arrived': 'refused',
  'identity.intervened': 'intervened',
};

/**
 * What was tried within 30 days, the latest first: by the identity and those absorbed into it, at its
 * accounts, under the names that its owner may type, and under what support typed. Where nobody was found, only what says
 * nothing about anybody: tries under that name, in the scope, whether or not it is somebody's.
 */
export async function tries(
  base: Base,
  { identity_id, looked_for }: { identity_id?: string; looked_for: string },
  scope: readonly string[] | 'all',
): Promise<Try[]> {
  const from = new Date(base.clock.now().getTime() - DAYS * 86_400_000);
  const traces = identity_id ? await identities.traces(base, identity_id) : undefined;
  const typed = [...new Set([looked_for, ...(traces?.typed ?? [])])];
  const code = pageCode(looked_for);
  const asked: audit.Filters[] = [
    ...(traces?.ids ?? []).map((identity_id) => ({ identity_id })),
    ...(traces?.accounts ?? []).map((object_id) => ({ object_id })),
    ...typed.map((text) => ({ object_id: identities.typedName(base, text) })),
    ...(code ? [{ page: code }] : []),
  ];
  const found = new Map<string, audit.FoundEvent>();
  for (const filters of asked) {
    const { events } = await audit.search(base, { ...filters, from }, { limit: EACH });
    for (const event of events) found.set(event.id, event);
  }
  const nobody = identity_id === undefined;
  const within = nobody ? await sourcesWithin(base, scope) : undefined;
  return (
    [...found.values()]
      .filter((event) => !within || (event.actor_kind === 'system' && within(event.source_id)))
      // Somebody else may have signed in elsewhere by the same name.
      .filter(
        ({ kind, actor_id }) =>
          kind !== 'login.succeeded' || (actor_id !== null && traces?.ids.includes(actor_id)),
      )
      .flatMap((event) => asTry(event, nobody))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, MOST)
  );
}

/** What a department's table knows of a name is known only to who may see its owner: of nobody it is all one. */
const telling = new Set([
  'wrong',
  'missing',
  'ambiguous',
  'locked',
  'malformed',
  'too_often',
  'must_change',
]);

function asTry(event: audit.FoundEvent, nobody: boolean): Try[] {
  const kind = kinds[event.kind];
  if (!kind) return [];
  // An arrival that came to something is told by the sign-in that followed it.
  if (event.kind === 'identity.arrived' && event.outcome !== 'refused') return [];
  const { detail, source_id, client_id } = event;
  const said = String(detail['reason'] ?? detail['outcome'] ?? event.code ?? '');
  const reason = kind === 'intervened' ? String(detail['act']) : said;
  return [
    {
      ...{ id: event.id, at: new Date(event.at), kind },
      ...(source_id && { source_id }),
      ...(client_id && { client_id }),
      reason: nobody && telling.has(reason) ? 'unsaid' : reason,
      ...(typeof detail['request_id'] === 'string' && { page: detail['request_id'] }),
    },
  ];
}

async function sourcesWithin(
  base: Base,
  scope: readonly string[] | 'all',
): Promise<(source_id: string | null) => boolean> {
  if (scope === 'all') return () => true;
  const within = new Set(['local']);
  for (const { id } of await sources.overview(base, scope)) within.add(id);
  return (source_id) => source_id !== null && within.has(source_id);
}
