import { inWords, type Lang } from '../../views/frame.ts';
import type { PickerGroup, PickerSource } from '../../views/login/picker.tsx';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import * as sources from '../sources/sources.ts';
import { initials } from './initials.ts';
import type { AskingClient } from './needs.ts';

export interface Choice {
  groups: PickerGroup[];
  last_used?: PickerSource & { department?: string };
  /** The account of Songhua itself is among the ways. */
  local: boolean;
  /** Where the sources' own pages are, for the form's policy. */
  origins: string[];
}

interface Wanted {
  client?: Pick<AskingClient, 'accepted_sources' | 'department_id'>;
  lang: Lang;
  /** What was typed into the search. */
  query?: string;
  /** The way used last in this browser. */
  last?: string;
  /** What sources reached in this sign-in, where that was less than their ceiling. */
  reached?: Record<string, number>;
}

/**
 * The ways in that this client accepts and that are switched on, by region and department. A
 * source that does not answer stays in the list and says so. The department tree is read upwards from
 * the sources, twice, and from the service.
 */
export async function choice(base: Base, wanted: Wanted): Promise<Choice> {
  const listed = await sources.list(base);
  const tree = await departments.withAbove(
    base,
    listed.map(({ department }) => department.code),
  );
  const asking = wanted.client?.department_id;
  const above = asking === undefined ? undefined : await departments.path(base, asking);
  const usable = listed.filter(
    (source) =>
      shownTo(source, wanted.query) &&
      accepts(wanted.client, source.id) &&
      sources.serves(source, above),
  );
  const last = usable.find((source) => source.id === wanted.last);
  return {
    groups: grouped(usable.filter(matching(wanted.query, tree)), tree, wanted),
    last_used: last && {
      ...shown(last, wanted),
      department: inWords(last.department.names, wanted.lang),
    },
    local: accepts(wanted.client, 'local'),
    origins: usable.flatMap((source) => source.origins),
  };
}

/** Who tries a source types its id, as it stands on the console: nobody else is shown it. */
const shownTo = ({ id, state }: sources.Listed, query: string | undefined) =>
  state === 'live' || (state === 'test' && query?.trim() === id);

/** A client that lists its sources takes no other; one that lists none takes all. */
export function accepts(
  client: Pick<AskingClient, 'accepted_sources'> | undefined,
  source_id: string,
): boolean {
  return client?.accepted_sources?.includes(source_id) ?? true;
}

function grouped(
  found: sources.Listed[],
  tree: departments.Department[],
  wanted: Wanted,
): PickerGroup[] {
  const regions = new Map<string, Map<string, PickerGroup['departments'][number]>>();
  for (const source of found) {
    const region = regionOf(source.department, tree);
    const name = region ? inWords(region.names, wanted.lang) : '';
    const inRegion = regions.get(name) ?? new Map();
    regions.set(name, inRegion);
    const department = inRegion.get(source.department.code) ?? {
      name: inWords(source.department.names, wanted.lang),
      sources: [],
    };
    inRegion.set(source.department.code, department);
    department.sources.push(shown(source, wanted));
  }
  return [...regions].map(([region, inRegion]) => ({
    region,
    departments: [...inRegion.values()],
  }));
}

function regionOf(department: departments.Department, tree: departments.Department[]) {
  const byId = new Map(tree.map((node) => [node.id, node]));
  let node: departments.Department | undefined = department;
  while (node && node.kind !== 'region')
    node = node.parent_id ? byId.get(node.parent_id) : undefined;
  return node;
}

function shown(source: sources.Listed, wanted: Wanted): PickerSource {
  return {
    id: source.id,
    name: inWords(source.names, wanted.lang),
    account_word: inWords(source.account_words, wanted.lang),
    health: source.health,
    reach: Math.min(source.ceiling, wanted.reached?.[source.id] ?? 4),
  };
}

/**
 * Every word typed must stand somewhere in the names of the source, its account, its department or
 * its regions, in any of the three languages, as pinyin initials, or in their codes.
 */
function matching(query: string | undefined, tree: departments.Department[]) {
  const words = folded(query ?? '')
    .split(/\s+/)
    .filter(Boolean);
  const byId = new Map(tree.map((node) => [node.id, node]));
  return (source: sources.Listed): boolean => {
    const text = [
      source.id,
      ...Object.values(source.names),
      ...Object.values(source.account_words),
    ];
    let node: departments.Department | undefined = source.department;
    while (node) {
      text.push(node.code, ...Object.values(node.names));
      node = node.parent_id ? byId.get(node.parent_id) : undefined;
    }
    const all = folded([...text, ...text.map(initials)].join('\n'));
    return words.every((word) => all.includes(word));
  };
}

/** Full-width letters and capitals count as their plain form; Han is left as it is (DOMAIN 2.10). */
const folded = (text: string) =>
  text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .toLowerCase();
