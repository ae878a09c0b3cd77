import type * as departments from '../departments/departments.ts';
import type { Listed } from './listed.ts';
import { typedAs } from './pinyin.ts';

/** Finding one of many sources: by words, or from region to region. Pure; it reads the list once read. */

export interface Looking {
  /** What was typed; blank is nothing. */
  query?: string | undefined;
  /** The code of a region; one that is not there is the province. */
  region?: string | undefined;
  /** How many were on the pages before. */
  from?: number | undefined;
}

type Node = departments.Department;

export interface Found {
  /** By the region that their departments are in, in the order of the list. */
  groups: { region: Node | undefined; sources: Listed[] }[];
  /** From the province to the region that is looked at; only where there is more than one page of it all. */
  trail: Node[];
  /** Those right below it in which there are any, with what is there. */
  regions: { region: Node; sources: Listed[] }[];
  /** All that answer, on whichever page. */
  count: number;
  /** Where the next page of `groups` begins. */
  next?: number;
}

/** So many fit on a screen or two of a telephone, and are shown whole. */
export const FEW = 8;
const PAGE = 40;

export function browse(
  listed: readonly Listed[],
  tree: readonly Node[],
  { query, region, from = 0 }: Looking,
): Found {
  const places = placesIn(tree);
  if (query?.trim()) return page(listed.filter(matching(query, places)), places, from);
  if (listed.length <= FEW) return page(listed, places, 0);
  const trail = trailTo(listed, places, region);
  const here = trail.at(-1);
  const within = listed.filter((source) => places.within(source, here));
  // What is seen whole needs no further steps.
  if (within.length <= FEW) return { ...page(within, places, 0), trail };
  const right = within.filter((source) => places.regionOf(source)?.id === here?.id);
  const regions = places
    .below(here)
    .map((node) => ({ region: node, sources: within.filter((one) => places.within(one, node)) }))
    .filter(({ sources }) => sources.length > 0);
  return { ...page(right, places, from), trail, regions, count: within.length };
}

/** Down to the region that was asked for; past those that lead to one other only. */
function trailTo(listed: readonly Listed[], places: Places, code: string | undefined): Node[] {
  const asked = places.path(code);
  const trail = asked.length > 0 ? asked : places.below(undefined).slice(0, 1);
  for (;;) {
    const here = trail.at(-1);
    const within = listed.filter((source) => places.within(source, here));
    if (within.some((source) => places.regionOf(source)?.id === here?.id)) return trail;
    const full = places
      .below(here)
      .filter((node) => within.some((one) => places.within(one, node)));
    const [only] = full;
    if (full.length !== 1 || !only) return trail;
    trail.push(only);
  }
}

function page(listed: readonly Listed[], places: Places, from: number): Found {
  const groups = new Map<string, Found['groups'][number]>();
  for (const source of listed.slice(from, from + PAGE)) {
    const region = places.regionOf(source);
    const group = groups.get(region?.id ?? '') ?? { region, sources: [] };
    groups.set(region?.id ?? '', group);
    group.sources.push(source);
  }
  return {
    groups: [...groups.values()],
    trail: [],
    regions: [],
    count: listed.length,
    ...(listed.length > from + PAGE && { next: from + PAGE }),
  };
}

type Places = ReturnType<typeof placesIn>;

function placesIn(tree: readonly Node[]) {
  const byId = new Map(tree.map((node) => [node.id, node]));
  /** From a node up to the province, itself first. */
  const up = (node: Node | undefined): Node[] => {
    const way: Node[] = [];
    for (let at = node; at; at = byId.get(at.parent_id ?? '')) way.push(at);
    return way;
  };
  return {
    up,
    regionOf: ({ department }: Listed): Node | undefined =>
      up(department).find(({ kind }) => kind === 'region'),
    /** In the whole province, where no region is named. */
    within: ({ department }: Listed, region: Node | undefined): boolean =>
      region === undefined || up(department).some(({ id }) => id === region.id),
    below: (region: Node | undefined): Node[] =>
      tree
        .filter(({ kind, parent_id }) => kind === 'region' && parent_id === (region?.id ?? null))
        .sort((a, b) => a.position - b.position || (a.code < b.code ? -1 : 1)),
    path: (code: string | undefined): Node[] =>
      up(tree.find((one) => one.kind === 'region' && one.code === code)).reverse(),
  };
}

/**
 * Every word typed must stand somewhere in the names of the source, its account, its department or
 * its regions, in any of the three languages, in pinyin or its initials, or in their codes.
 */
function matching(query: string, places: Places): (source: Listed) => boolean {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return (source) => {
    const names = [source.names, source.account_words].flatMap((one) => Object.values(one));
    const text = [
      ...[source.id, ...names],
      ...places.up(source.department).flatMap((node) => [node.code, ...Object.values(node.names)]),
    ];
    const all = folded([...text, ...text.flatMap(typedAs)].join('\n'));
    return words.every((word) => all.includes(word));
  };
}

/** Full-width letters and capitals count as their plain form; Han is left as it is (DOMAIN 2.10). */
const folded = (text: string) =>
  text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .toLowerCase();
