import {
  AndFilter,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  FilterParser,
  NotFilter,
  OrFilter,
  PresenceFilter,
} from 'ldapts';

/**
 * A filter of the settings (RFC 4515) with places such as `:username`. It is read as a filter first,
 * and what was typed is put into the value of an assertion of it: no character of a name is ever
 * read as part of a filter, so there is nothing to escape.
 */

/** Why a filter cannot stand. */
export class FilterFault extends Error {}

/** @throws FilterFault */
export function readTemplate(text: string, places: readonly string[]): Filter {
  let filter: Filter;
  try {
    filter = FilterParser.parseString(text);
  } catch {
    throw new FilterFault('is no filter (RFC 4515)');
  }
  // The reader takes each escaped byte for a character of its own.
  if (/\\[89a-f][0-9a-f]/i.test(text)) throw new FilterFault('holds an escape beyond ASCII');
  let found = 0;
  const place = new RegExp(`:(?:${places.join('|')})(?![A-Za-z0-9_])`, 'g');
  const walk = (at: Filter, denied: boolean): void => {
    for (const inner of partsOf(at)) walk(inner, denied || at instanceof NotFilter);
    const here = assertedBy(at)?.match(place)?.length ?? 0;
    if (here > 0 && denied) throw new FilterFault('asks for whoever is not :username');
    found += here;
  };
  walk(filter, false);
  if (found !== (text.match(place)?.length ?? 0))
    throw new FilterFault('holds a place beside a star, or in no value');
  if (found === 0) throw new FilterFault(`does not ask for :${places.join(' or :')}`);
  return filter;
}

/** The filter with what was typed in its places; its meaning is the template's. */
export function filled(text: string, values: Readonly<Record<string, string>>): Filter {
  const filter = readTemplate(text, Object.keys(values));
  fill(filter, new RegExp(`:(${Object.keys(values).join('|')})(?![A-Za-z0-9_])`, 'g'), values);
  return filter;
}

/** Every entry: for a look at one that is named. */
export const anything = (): Filter => new PresenceFilter({ attribute: 'objectClass' });

function fill(at: Filter, place: RegExp, values: Readonly<Record<string, string>>): void {
  for (const inner of partsOf(at)) fill(inner, place, values);
  if (at instanceof EqualityFilter || at instanceof ExtensibleFilter)
    at.value = String(at.value).replace(place, (_, name: string) => values[name] ?? '');
}

function partsOf(at: Filter): Filter[] {
  if (at instanceof AndFilter || at instanceof OrFilter) return at.filters;
  return at instanceof NotFilter ? [at.filter] : [];
}

const assertedBy = (at: Filter): string | undefined =>
  at instanceof EqualityFilter || at instanceof ExtensibleFilter ? String(at.value) : undefined;
