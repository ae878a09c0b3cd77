import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as conflicts from '../identities/conflicts.ts';
import * as measures from '../measures/measures.ts';
import * as outbox from '../outbox/outbox.ts';
import * as sources from '../sources/sources.ts';
import type { Scope } from './scope.ts';

/** What is asked of the statistics, as it stands in the address. */
export interface Asked {
  range: measures.Range;
  /** `source:<id>` or `client:<id>`. */
  of?: string | undefined;
  /** The code of a region: its subtree. */
  region?: string | undefined;
}

interface Place {
  id: string;
  names: departments.Words;
  department_names: departments.Words;
}

/** One source or client over the whole range. */
export interface Line extends Place {
  succeeded: number;
  failed: number;
  refused: number;
  taken: measures.Taken;
}

const signIns = {
  'login.succeeded': 'succeeded',
  'login.failed': 'failed',
  'login.refused': 'refused',
} as const;
type Outcome = (typeof signIns)[keyof typeof signIns];

/** Counted beside sign-ins, at each step. */
const besides = { 'session.started': 'sessions', 'session.joined': 'hops' } as const;

/**
 * The statistics of what lies in a scope, all of it from roll-ups and bounded probes: so many rows as
 * the range has steps, or as there are sources and clients, however much happened.
 * Throws Refusal `admin.not_here` where the address names something outside the scope.
 */
export async function statistics(base: Base, scope: Scope, asked: Asked) {
  const here = await within(base, scope, asked);
  const { range } = asked;
  const { whose } = here;
  const moments = measures.momentsOf(range, base.clock.now());
  const counts = await measures.overTime(base, range, whose, [
    ...Object.keys(signIns),
    ...Object.keys(besides),
  ]);
  const { steps, whole } = await measures.takenOverTime(base, range, whose);
  const over = (measure: string) => {
    const sums = new Map<number, number>();
    for (const one of counts)
      if (one.measure === measure)
        sums.set(one.from_at.getTime(), (sums.get(one.from_at.getTime()) ?? 0) + one.count);
    return moments.map((moment) => sums.get(moment.getTime()) ?? 0);
  };
  return {
    ...here,
    range,
    moments,
    series: {
      succeeded: over('login.succeeded'),
      failed: over('login.failed'),
      refused: over('login.refused'),
      hops: over('session.joined'),
      sessions: over('session.started'),
    },
    causes: causesOf(counts),
    taken: { steps: moments.map((moment) => steps.get(moment.getTime()) ?? {}), whole },
    lines: {
      sources: await linesOf(base, range, 'source', here.sources),
      clients: await linesOf(base, range, 'client', here.clients),
    },
    now: await standing(base, scope, here),
  };
}

export type Statistics = Awaited<ReturnType<typeof statistics>>;

/** What of the tree, the sources and the clients lies in the scope and in what was asked. */
async function within(base: Base, scope: Scope, asked: Asked) {
  const [tree, allSources, allClients] = [
    await departments.tree(base),
    await sources.list(base),
    await clients.all(base),
  ];
  const inScope = (id: string) =>
    scope.department_ids === 'all' || scope.department_ids.includes(id);
  const regions = tree.filter(({ id, kind, level }) => {
    return kind === 'region' && level !== 'township' && inScope(id);
  });
  const region = regions.find(({ code }) => code === asked.region);
  if (asked.region !== undefined && !region) throw new Refusal('admin.not_here');
  const chosen = region && subtree(tree, region.id);
  const lies = (id: string) => inScope(id) && (chosen?.has(id) ?? true);
  const mySources: Place[] = allSources
    .filter(({ department }) => lies(department.id))
    .map(({ id, names, department }) => ({ id, names, department_names: department.names }));
  const myClients: Place[] = allClients
    .filter(
      ({ id, department_id }) => lies(department_id) || (!chosen && scope.client_ids.includes(id)),
    )
    .map(({ id, names, department_names }) => ({ id, names, department_names }));
  const whole = scope.department_ids === 'all' && !region;
  const [series, one] = (asked.of ?? '').split(':');
  if (series === 'source' || series === 'client') {
    const known = series === 'source' ? mySources : myClients;
    const place = known.find(({ id }) => id === one);
    if (!place && !(whole && series === 'source' && one === measures.ours))
      throw new Refusal('admin.not_here');
    return {
      ...{ regions, region, place, whole: false, of: { series, id: one as string } },
      choices: { sources: mySources, clients: myClients },
      ...{ sources: [], clients: [] },
      whose: { series, ids: [one as string] } satisfies measures.Whose,
    };
  }
  return {
    ...{ regions, region, place: undefined, whole, of: undefined },
    choices: { sources: mySources, clients: myClients },
    ...{ sources: mySources, clients: myClients },
    whose: whole
      ? ({ series: 'all' } satisfies measures.Whose)
      : ({ series: 'source', ids: mySources.map(({ id }) => id) } satisfies measures.Whose),
  };
}

type Here = Awaited<ReturnType<typeof within>>;

function subtree(tree: readonly departments.Department[], root: string): Set<string> {
  const found = new Set([root]);
  // Parents come before their children.
  for (const { id, parent_id } of tree)
    if (parent_id !== null && found.has(parent_id)) found.add(id);
  return found;
}

function causesOf(counts: readonly measures.Counted[]) {
  const sums = new Map<string, { outcome: Outcome; code: string; count: number }>();
  for (const { measure, code, count } of counts) {
    const outcome = signIns[measure as keyof typeof signIns];
    if (outcome !== 'failed' && outcome !== 'refused') continue;
    const key = `${outcome} ${code}`;
    sums.set(key, { outcome, code, count: count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

/** The busiest first; those at which nothing happened stand at the end, by name. */
async function linesOf(
  base: Base,
  range: measures.Range,
  series: 'source' | 'client',
  places: readonly Place[],
): Promise<Line[]> {
  if (places.length === 0) return [];
  const whose = { series, ids: places.map(({ id }) => id) };
  const counts = await measures.bySeries(base, range, whose, Object.keys(signIns));
  const taken = await measures.takenBySeries(base, range, whose);
  const lines = new Map(
    places.map((place) => [
      place.id,
      { ...place, succeeded: 0, failed: 0, refused: 0, taken: taken.get(place.id) ?? {} },
    ]),
  );
  for (const { series_id, measure, count } of counts) {
    const line = lines.get(series_id);
    if (line) line[signIns[measure as keyof typeof signIns]] += count;
  }
  const weight = ({ succeeded, failed, refused }: Line) => succeeded + failed + refused;
  return [...lines.values()].sort((a, b) => weight(b) - weight(a));
}

const AT_MOST = 10_000;

/** How it stands now; a part that cannot be said of what was asked is absent. */
async function standing(base: Base, scope: Scope, here: Here) {
  const { whose, region, of, whole } = here;
  const client_ids = of?.series === 'client' ? [of.id] : here.clients.map(({ id }) => id);
  const departmentIds = region ? await departments.under(base, [region.id]) : scope.department_ids;
  return {
    sessions: of?.series === 'client' ? undefined : await measures.activeSessions(base, whose),
    conflicts: of
      ? undefined
      : await conflicts.countOpen(base, departmentIds === 'all' ? null : departmentIds, AT_MOST),
    deliveries:
      of?.series === 'source'
        ? undefined
        : await outbox.outstanding(base, { atMost: AT_MOST, ...(!whole && { client_ids }) }),
  };
}

/** Today so far, of what lies in the scope: for the first page of the console. */
export async function today(base: Base, scope: Scope) {
  const { whose } = await within(base, scope, { range: '30d' });
  const since = measures.beginningOf('day', base.clock.now()).getTime();
  const counts = await measures.overTime(base, '30d', whose, Object.keys(signIns));
  const sums: Record<Outcome, number> = { succeeded: 0, failed: 0, refused: 0 };
  for (const { from_at, measure, count } of counts)
    if (from_at.getTime() === since) sums[signIns[measure as keyof typeof signIns]] += count;
  return { ...sums, sessions: await measures.activeSessions(base, whose) };
}

export type Today = Awaited<ReturnType<typeof today>>;
