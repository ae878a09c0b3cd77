import { inWords, type Lang } from '../../views/frame.ts';
import type { NamedSource, PickerGroup, PickerRegion } from '../../views/login/picker.tsx';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import * as sources from '../sources/sources.ts';
import type { AskingClient } from './needs.ts';

export interface Choice {
  groups: PickerGroup[];
  /** From the province to the region that is looked at; empty where all is shown. */
  trail: { code: string; name: string }[];
  regions: PickerRegion[];
  /** How many answer, on whichever page. */
  count: number;
  /** Where the next page begins. */
  next?: number;
  /** What the service proposes, where it can be named. */
  hinted?: NamedSource;
  hints_local: boolean;
  last_used?: NamedSource;
  /** Ways that would do, where what stands on top does not. */
  instead: NamedSource[];
  /** The account of Songhua itself is among the ways. */
  local: boolean;
  /** Where the pages of the sources that are shown are, for the form's policy. */
  origins: string[];
}

interface Wanted extends sources.Looking {
  client?: Pick<AskingClient, 'accepted_sources' | 'department_id'>;
  lang: Lang;
  /** The way used last in this browser. */
  last?: string;
  /** The way that the service proposes (`source_hint`). */
  hint?: string;
  needed_level?: number;
  /** What sources reached in this sign-in, where that was less than their ceiling. */
  reached?: Record<string, number>;
}

/** So many ways are named where one does not do. */
const NAMED = 3;

/**
 * The ways in that this client accepts, by region and department: all where they are few, else those
 * that are looked for. What does not answer, or is switched off, stays in the list and says so. Of
 * however many sources, three queries at most: the list, the nodes above them, and those above the service.
 */
export async function choice(base: Base, wanted: Wanted): Promise<Choice> {
  const { usable, tree } = await usableFor(base, wanted);
  const found = sources.browse(usable, tree, wanted);
  const byId = new Map(usable.map((source) => [source.id, source]));
  const named = (source: sources.Listed): NamedSource => ({
    ...shown(source, usable, wanted),
    department: inWords(source.department.names, wanted.lang),
  });
  const hinted = byId.get(wanted.hint ?? '');
  const last = byId.get(wanted.last ?? '');
  const top = [hinted, last].filter((source) => source !== undefined);
  const instead = top.some((source) => rank(source, wanted) === OK)
    ? []
    : top.slice(0, 1).flatMap((source) => others(source, usable, wanted));
  const page = found.groups.flatMap((group) => group.sources);
  return {
    groups: found.groups.map(({ region, sources }) => ({
      region: region ? inWords(region.names, wanted.lang) : '',
      departments: byDepartment(sources, usable, wanted),
    })),
    trail: found.trail.map(({ code, names }) => ({ code, name: inWords(names, wanted.lang) })),
    regions: found.regions.map(({ region, sources }) => ({
      code: region.code,
      name: inWords(region.names, wanted.lang),
      count: sources.length,
      enough: sources.filter((source) => rank(source, wanted) === OK).length,
    })),
    count: found.count,
    ...(found.next !== undefined && { next: found.next }),
    ...(hinted && { hinted: named(hinted) }),
    hints_local: wanted.hint === 'local' && accepts(wanted.client, 'local'),
    ...(last && last !== hinted && { last_used: named(last) }),
    instead: instead.map(named),
    local: accepts(wanted.client, 'local'),
    // Of what is shown: of hundreds the header would be too long for a proxy.
    origins: [...new Set([...page, ...top, ...instead].flatMap(({ origins }) => origins))],
  };
}

/** All of them on their own, what does first: for whoever chooses among them before they are shown. */
export async function offered(
  base: Base,
  wanted: Omit<Wanted, keyof sources.Looking>,
): Promise<(NamedSource & { department: string; issued: boolean; origins: string[] })[]> {
  const { usable } = await usableFor(base, wanted);
  return usable.map((source) => ({
    ...shown(source, usable, wanted),
    department: inWords(source.department.names, wanted.lang),
    issued: source.registration === 'issued',
    origins: source.origins,
  }));
}

async function usableFor(base: Base, wanted: Wanted) {
  const { listed, tree } = await sources.listWithPlaces(base);
  const asking = wanted.client?.department_id;
  const above = asking === undefined ? undefined : await departments.path(base, asking);
  const usable = listed
    .filter(
      (source) =>
        shownTo(source, wanted.query) &&
        accepts(wanted.client, source.id) &&
        sources.serves(source, above),
    )
    .sort((a, b) => rank(a, wanted) - rank(b, wanted));
  return { usable, tree };
}

/** A paused one is missed by who used it. Who tries a source types its id, as it stands on the console. */
const shownTo = ({ id, state, first_live_at }: sources.Listed, query: string | undefined) =>
  state === 'live' ||
  (state === 'paused' && first_live_at !== undefined) ||
  (state === 'test' && query?.trim() === id);

/** A client that lists its sources takes no other; one that lists none takes all. */
export function accepts(
  client: Pick<AskingClient, 'accepted_sources'> | undefined,
  source_id: string,
): boolean {
  return client?.accepted_sources?.includes(source_id) ?? true;
}

const OK = 0;

/** What does comes first, then what does not reach far enough, then what does not answer, then what is off. */
function rank(source: sources.Listed, wanted: Wanted): number {
  if (source.state === 'paused') return 3;
  if (source.health !== 'ok') return 2;
  return reachOf(source, wanted) < (wanted.needed_level ?? 0) ? 1 : OK;
}

const reachOf = ({ id, ceiling }: sources.Listed, { reached }: Wanted) =>
  Math.min(ceiling, reached?.[id] ?? 4);

/** Those that would do instead of one, of its own department or region first. */
function others(of: sources.Listed, usable: sources.Listed[], wanted: Wanted): sources.Listed[] {
  const near = (source: sources.Listed) =>
    source.department.id === of.department.id
      ? 0
      : source.department.parent_id === of.department.parent_id
        ? 1
        : 2;
  return usable
    .filter((source) => source !== of && source.state === 'live' && rank(source, wanted) === OK)
    .sort((a, b) => near(a) - near(b))
    .slice(0, NAMED);
}

function byDepartment(
  found: sources.Listed[],
  usable: sources.Listed[],
  wanted: Wanted,
): PickerGroup['departments'] {
  const departments = new Map<string, PickerGroup['departments'][number]>();
  for (const source of found) {
    const { code, names } = source.department;
    const department = departments.get(code) ?? { name: inWords(names, wanted.lang), sources: [] };
    departments.set(code, department);
    department.sources.push(shown(source, usable, wanted));
  }
  return [...departments.values()];
}

function shown(source: sources.Listed, usable: sources.Listed[], wanted: Wanted): NamedSource {
  const word = ({ account_words }: sources.Listed) => inWords(account_words, wanted.lang);
  const off = source.state === 'paused';
  return {
    id: source.id,
    name: inWords(source.names, wanted.lang),
    account_word: word(source),
    health: off ? 'paused' : source.health,
    reach: reachOf(source, wanted),
    ...((off || source.health !== 'ok') && {
      instead: [...new Set(others(source, usable, wanted).map(word))],
    }),
  };
}
