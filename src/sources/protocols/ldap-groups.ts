import { Unreadable } from '../unreadable.ts';
import { codes } from './ldap-answers.ts';
import { type Person, plain } from './ldap-entry.ts';
import { filled } from './ldap-filter.ts';
import type { LdapLine } from './ldap-line.ts';
import type { LdapSettings } from './ldap-settings.ts';
import type { Lines } from './lines.ts';

/** Active Directory gives a thousand entries at a time, unless it is asked for pages. */
const PAGE = 500;
const PAGES = 10;

/** Names of the groups of an account, those it is in by its entry or by being listed there. */
export async function groupsOf(
  settings: LdapSettings,
  { person, username }: { person: Person; username: string },
  reading: Lines<LdapLine>,
): Promise<string[]> {
  if (!settings.groups) return [];
  const { search, attribute } = settings.groups;
  if (!search) {
    const said = person.attributes[attribute];
    return said === undefined ? [] : [said].flat();
  }
  const { base = settings.base, filter, name } = search;
  const found: string[] = [];
  const asked = filled(filter, { dn: person.dn, username });
  await reading.on(async (line) => {
    let cookie: Buffer | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const { result, entries, next } = await line.search({
        ...{ base, scope: 'sub', filter: asked, attributes: [name], limit: 0 },
        page: { size: PAGE, ...(cookie && { cookie }) },
      });
      if (result.code !== codes.success) throw new Unreadable(`directory groups ${result.code}`);
      for (const entry of entries) {
        found.push(entry.dn);
        for (const said of entry.attributes)
          if (plain(said.name) === plain(name)) found.push(...said.values.map(String));
      }
      if (!next) return;
      cookie = next;
    }
    throw new Unreadable('directory groups without end');
  });
  return found;
}

/** Whether an account in these groups may come in. */
export function mayCome(
  { groups }: Pick<LdapSettings, 'groups'>,
  held: readonly string[],
): boolean {
  const required = groups?.required ?? [];
  const names = held.map(sameName);
  return required.length === 0 || required.some((one) => names.includes(sameName(one)));
}

/** RFC 4514: neither case nor space around the commas tells two names apart. */
const sameName = (name: string): string => plain(name).replace(/\s*,\s*/g, ',');
