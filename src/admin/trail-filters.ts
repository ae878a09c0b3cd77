import { z } from 'zod';
import type { FilterField } from '../../views/admin/table.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Filters } from '../audit/search.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import * as sources from '../sources/sources.ts';
import * as staff from '../staff/staff.ts';
import { pageCode } from '../support/finding.ts';
import type { At } from './at.ts';
import { actorKinds, auditKinds, kindWords } from './event-words.ts';
import { behind, handleOf } from './handles.ts';

/** By what the trail is searched: the address, the search that it asks for, and the form over the list. */

export const NOBODY = '00000000-0000-0000-0000-000000000000';

const outcomes = ['ok', 'refused', 'failed'] as const;
const text = z.string().trim().max(80).optional();
const fields = {
  kind: text,
  outcome: z.enum(outcomes).optional(),
  actor_kind: z.enum(actorKinds).optional(),
  staff: text,
  identity: text,
  client: text,
  source: text,
  code: text,
  page: text,
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
};
export type Asked = z.infer<z.ZodObject<typeof fields>>;

/** So many can still be chosen from; more are typed by their codes. */
const MOST = 500;
const DAY = 86_400_000;

/** A day of the province, as the first moment of it. */
const startOf = (day: string) => new Date(`${day}T00:00:00+08:00`);

/** What the address asks for. Throws `http.bad_input` with the field, also for an end before the beginning. */
export function asked(at: At): Asked {
  const found = filters(at.ctx, fields);
  if (found.from && found.until && found.from > found.until)
    throw new Refusal('http.bad_input', { field: 'until' });
  return found;
}

/** The search; what is nobody's handle, or no code of a page, finds nothing. */
export function wantedOf({ base }: At, asked: Asked): Filters {
  return {
    ...{ kind: asked.kind, outcome: asked.outcome, actor_kind: asked.actor_kind, code: asked.code },
    ...{ client_id: asked.client, source_id: asked.source },
    page: asked.page && (pageCode(asked.page) ?? '-'),
    actor_id: asked.staff && (behind(base.ring, 'staff', asked.staff) ?? NOBODY),
    identity_id: asked.identity && (behind(base.ring, 'identity', asked.identity) ?? NOBODY),
    from: asked.from ? startOf(asked.from) : undefined,
    until: asked.until ? new Date(startOf(asked.until).getTime() + DAY) : undefined,
  };
}

/** The form. The trail is the whole province's, so what can be chosen is too. */
export async function formOf(at: At, asked: Asked): Promise<FilterField[]> {
  const { lang } = at.frame;
  const { trail: t, support } = sentences(lang).console;
  const choice = <One extends string>(all: readonly One[], words: (one: One) => string) =>
    options(
      at,
      all.map((value) => ({ value, label: words(value) })),
    );
  return [
    { name: 'from', label: t.from, value: asked.from, kind: 'date' },
    { name: 'until', label: t.until, value: asked.until, kind: 'date' },
    {
      ...{ name: 'kind', label: t.kind, value: asked.kind },
      options: choice(auditKinds, (one) => kindWords(one, lang)),
    },
    {
      ...{ name: 'outcome', label: t.outcome, value: asked.outcome },
      options: choice(outcomes, (one) => t[one]),
    },
    {
      ...{ name: 'actor_kind', label: t.actor_kind, value: asked.actor_kind },
      options: choice(actorKinds, (one) => t[`p_${one}`]),
    },
    chosen(at, { name: 'staff', label: t.p_staff, value: asked.staff }, await members(at)),
    chosen(at, { name: 'client', label: t.client, value: asked.client }, await clientsOf(at)),
    chosen(at, { name: 'source', label: t.source, value: asked.source }, await sourcesOf(at)),
    { name: 'code', label: t.code, value: asked.code },
    { name: 'page', label: support.page, value: asked.page },
    { name: 'identity', label: t.identity, value: asked.identity },
  ];
}

type Options = NonNullable<FilterField['options']>;

const options = ({ frame }: At, all: Options): Options => [
  { value: '', label: sentences(frame.lang).console.table.all },
  ...all,
];

/** A choice; what the address holds stays in it, though it be of something that is no more. */
function chosen(at: At, field: FilterField & { value: string | undefined }, all: Options) {
  const { value } = field;
  if (all.length > MOST) return field;
  const lost = value !== undefined && all.every((one) => one.value !== value);
  return { ...field, options: options(at, lost ? [...all, { value, label: value }] : all) };
}

/** Those who have left too: what they did stays. */
async function members({ base, frame }: At): Promise<Options> {
  const rows = await staff.list(base, { department_ids: 'all' }, { limit: MOST + 1 });
  const named = await departments.named(
    base,
    rows.map(({ department_id }) => department_id),
  );
  return rows.map(({ id, name, department_id }) => ({
    value: handleOf(base.ring, 'staff', id),
    label: `${name} · ${inWords(named.get(department_id)?.names ?? '', frame.lang)}`,
  }));
}

async function clientsOf({ base, frame }: At): Promise<Options> {
  const everywhere = { department_ids: 'all', client_ids: [] } as const;
  const rows = await clients.list(base, everywhere, { limit: MOST + 1 });
  return rows.map(({ id, names }) => ({ value: id, label: inWords(names, frame.lang) }));
}

async function sourcesOf({ base, frame: { lang } }: At): Promise<Options> {
  const rows = await sources.overview(base);
  return [
    { value: 'local', label: sentences(lang).console.support.local },
    ...rows.map(({ id, names }) => ({ value: id, label: inWords(names, lang) })),
  ];
}
