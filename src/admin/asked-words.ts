import { revokedLines } from '../../views/admin/keys-lost.tsx';
import { ruleWords } from '../../views/admin/source-rules.tsx';
import { inWords, type Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import type { ConsoleCatalogue } from '../../views/locales/console/zh-CN.ts';
import type { Act, Params } from '../approvals/approvals.ts';
import * as approvals from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import * as lost from '../keys/lost.ts';
import * as editing from '../sources/editing.ts';
import * as sources from '../sources/sources.ts';
import * as staff from '../staff/staff.ts';
import { differencesOf, excusedOf } from './client-life.ts';
import { differences } from './form-diff.ts';
import { fieldsOf } from './form-fields.ts';
import { initialTokenFacts } from './initial-token-words.ts';
import { thingIn } from './source-form.ts';
import { memberHref } from './staff-place.ts';

/** One line of what is asked: a name, a value, and what stands there now where that changes. */
export interface AskedFact {
  name: string;
  value: string;
  was?: string;
  href?: string;
}

type Labels = ConsoleCatalogue['approvals']['labels'];
type Line = Omit<AskedFact, 'name'> & ({ label: keyof Labels } | { name: string });
type Tell<A extends Act> = (base: Base, params: Params<A>, lang: Lang) => Promise<Line[]>;

/**
 * What an act is about, in the names that people know. Of a citizen no name is shown, and no whole
 * id: whoever has to know more opens the identity, and that is written down.
 */
const tell: { [A in Act]: Tell<A> } = {
  'source.enable': async (base, { source_id }, lang) => [await source(base, source_id, lang)],
  'source.disable': async (base, { source_id, sessions = 'end' }, lang) => [
    await source(base, source_id, lang),
    { label: 'sessions', value: sentences(lang).console.sources.drain[sessions] },
  ],
  async 'source.move'(base, { source_id, to, was }, lang) {
    const words: Record<string, string> = sentences(lang).console.sources.states;
    const said = changed('state', words[was] ?? was, words[to] ?? to);
    return [await source(base, source_id, lang), ...said];
  },
  async 'source.change'(base, { source_id, to, was }, lang) {
    const line = (rule: (typeof sources.ruleFields)[number]) =>
      changed(rule, ruleWords(rule, was[rule], lang), ruleWords(rule, to[rule], lang));
    const asked = sources.ruleFields.filter((rule) => to[rule] !== undefined);
    return [await source(base, source_id, lang), ...asked.flatMap(line)];
  },
  async 'source.change_settings'(base, { source_id, part, edit_id }, lang) {
    const t = sentences(lang).console.connecting;
    const what: Line = { label: 'part', value: t[part] };
    return [await source(base, source_id, lang), what, ...(await edited(base, edit_id, lang))];
  },
  async 'client.approve'(base, { client_id, to, was }, lang) {
    const words: Record<string, string> = sentences(lang).console.clients.scopes;
    const { list } = sentences(lang).site;
    const named = (scopes: string) => list(scopes.split(' ').map((one) => words[one] ?? one));
    return [await client(base, client_id, lang), ...changed('scopes', named(was), named(to))];
  },
  'client.admit': (base, asked, lang) => askedOfClient(base, asked, lang),
  'client.change': (base, asked, lang) => askedOfClient(base, asked, lang),
  'client.suspend': async (base, { client_id }, lang) => [await client(base, client_id, lang)],
  'client.retire': async (base, { client_id, on }, lang) => [
    await client(base, client_id, lang),
    { name: sentences(lang).console.clients.life.ends, value: on },
  ],
  'client.resume': async (base, { client_id }, lang) => [await client(base, client_id, lang)],
  'initial_token.grant': initialTokenFacts,
  async 'identity.merge'(_base, { survivor_id, absorbed_id, conflict_id }) {
    // Both sides stand next to each other there.
    const seen = conflict_id === undefined ? {} : { href: `/admin/conflicts/${conflict_id}` };
    return [
      { label: 'survivor', value: tail(survivor_id), ...seen },
      { label: 'absorbed', value: tail(absorbed_id), ...seen },
    ];
  },
  'identity.unmerge': async (_base, { merge_id }) => [
    { label: 'merge', value: tail(merge_id), href: `/admin/conflicts/merges/${merge_id}` },
  ],
  'identity.lock': async (_base, { identity_id, reason_code }, lang) => [
    { label: 'identity', value: tail(identity_id) },
    { label: 'why', value: why(reason_code, lang) },
  ],
  'identity.close': async (_base, { identity_id, reason_code }, lang) => [
    { label: 'identity', value: tail(identity_id) },
    { label: 'why', value: why(reason_code, lang) },
  ],
  'identity.restore': async (_base, { identity_id, reason_code, was }, lang) => [
    {
      label: 'identity',
      value: `${tail(identity_id)} · ${sentences(lang).console.support.states[was]}`,
    },
    { label: 'why', value: why(reason_code, lang) },
  ],
  async 'staff.grant'(base, { staff_id, ...grant }, lang) {
    return [await member(base, staff_id), ...(await granted(base, grant, lang))];
  },
  async 'staff.revoke'(base, { staff_id, grant_id }, lang) {
    const grant = await staff.grantById(base, grant_id);
    return [await member(base, staff_id), ...(grant ? await granted(base, grant, lang) : [])];
  },
  'staff.reset_factor': async (base, { staff_id }) => [await member(base, staff_id)],
  'keys.rotate': async (_base, { alg, was }) => [
    { label: 'alg', value: alg },
    { label: 'key', value: was, href: '/admin/keys' },
  ],
  async 'keys.revoke'(base, { kid }, lang) {
    const revoked = await lost.revokedKey(base, kid);
    // Once it is done: until when others may still believe what the key signs.
    const window = revoked && revokedLines(lost.shown(revoked), base.clock.now(), lang);
    return [{ label: 'key', value: kid, href: '/admin/keys' }, ...(window ?? [])];
  },
  'trail.export': async (_base, { from, until }) => [
    { label: 'from', value: from },
    { label: 'until', value: until },
  ],
};

/** What an approval asks for, line by line. */
export async function askedFacts(
  base: Base,
  { act, params }: { act: Act; params: Record<string, unknown> },
  lang: Lang,
): Promise<AskedFact[]> {
  const { labels } = sentences(lang).console.approvals;
  // What a newer node wrote is shown as far as it goes without its words.
  const known = approvals.isUnderstood({ act, params });
  const lines: Line[] = known
    ? await (tell[act] as Tell<never>)(base, params as never, lang)
    : [{ label: 'thing', value: thingOf(params) }];
  return lines.map((line) => {
    if ('name' in line) return line;
    const { label, ...rest } = line;
    return { name: labels[label], ...rest };
  });
}

/** What is asked, in words; the act of a newer node has none here. */
export function actWords(act: string, lang: Lang): string {
  const words: Record<string, string> = sentences(lang).console.approvals.acts;
  return Object.hasOwn(words, act) ? (words[act] ?? act) : act;
}

/** The thing of an act in a list, out of its params alone. */
export function thingOf(params: Record<string, unknown>): string {
  const { source_id, client_id, alg, kid, from, until, policy } = params;
  for (const code of [source_id, client_id, alg, kid]) if (typeof code === 'string') return code;
  if (typeof from === 'string') return `${from} – ${String(until)}`;
  if (typeof policy === 'object' && policy !== null)
    return ((policy as { hosts?: string[] }).hosts ?? []).join(' ');
  const { identity_id, survivor_id, merge_id, staff_id } = params;
  for (const id of [identity_id, survivor_id, merge_id, staff_id])
    if (typeof id === 'string') return tail(id);
  return '';
}

/** Enough of an id to tell two apart by. */
const tail = (id: string): string => id.slice(-8);

const changed = (label: keyof Labels, was: string, value: string): Line[] =>
  was === value ? [] : [{ label, was, value }];

async function source(base: Base, id: string, lang: Lang): Promise<Line> {
  const row = await sources.read(base, id);
  const value = row ? `${inWords(row.names, lang)} (${id})` : id;
  return { label: 'source', value, href: `/admin/sources/${id}` };
}

/** What a change of settings changes; once it is done with, only the names of it are left. */
async function edited(base: Base, edit_id: string, lang: Lang): Promise<Line[]> {
  const edit = await editing.proposed(base, edit_id);
  const row = edit && (await sources.read(base, edit.source_id));
  if (!edit || !row) return [];
  const { part, fields, value } = edit;
  const protocol = part === 'settings' ? row.protocol : part;
  if (value === undefined)
    return [
      {
        label: 'fields',
        value: sentences(lang).site.list(
          fields.map((name) => thingIn(protocol, [], name, lang).label),
        ),
      },
    ];
  const shape = fieldsOf(editing.shapeOf(row.protocol, part), part);
  const now = editing.partOf(base, row, part);
  const to = value ?? editing.partOf(base, { ...row, mapping: null }, part);
  return differences(protocol, shape, now, to, lang).map(({ label, was, to }) => ({
    ...{ name: label, was, value: to },
  }));
}

async function client(base: Base, id: string, lang: Lang): Promise<Line> {
  const row = await clients.read(base, id);
  const value = row ? `${inWords(row.names, lang)} (${id})` : id;
  return { label: 'client', value, href: `/admin/clients/${id}` };
}

/** All that was submitted, or what is to be other than it stands. */
async function askedOfClient(base: Base, { client_id, change_id }: clients.Asked, lang: Lang) {
  const change = await clients.changeOf(base, change_id);
  const lines = change ? differencesOf(change, lang) : [];
  const { excused } = sentences(lang).console.clients.life;
  return [
    ...(change ? excusedOf(change, lang) : []).map(({ point, code, reason }) => ({
      ...{ name: `${excused} · ${point} (${code})`, value: reason },
    })),
    await client(base, client_id, lang),
    ...lines.map(({ label, was, to }) => ({
      ...{ name: label, value: to },
      ...(was !== undefined && { was }),
    })),
  ];
}

async function member(base: Base, id: string): Promise<Line> {
  const found = await staff.byId(base, id);
  return { label: 'staff', value: found?.name ?? tail(id), href: memberHref(base, id) };
}

async function granted(
  base: Base,
  grant: { role: string; department_id: string; client_id?: string | null | undefined },
  lang: Lang,
): Promise<Line[]> {
  const named = await departments.named(base, [grant.department_id]);
  const where = named.get(grant.department_id);
  return [
    { label: 'role', value: roleWords(grant.role, lang) },
    { label: 'department', value: where ? inWords(where.names, lang) : '' },
    ...(grant.client_id ? [await client(base, grant.client_id, lang)] : []),
  ];
}

function roleWords(role: string, lang: Lang): string {
  const words: Record<string, string> = sentences(lang).console.staff.role_names;
  return words[role] ?? role;
}

function why(code: string, lang: Lang): string {
  const words: Record<string, string> = sentences(lang).console.approvals.reasons;
  return words[code] ?? code;
}
