import type { Base } from '../base.ts';
import { hashColumn, keyedHash } from '../crypto/hash.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as holdings from '../identities/holdings.ts';
import { counterText } from './applicant.ts';
import type { Asking, CaseEntry, CaseWithHistory, Page } from './entry.ts';
import { eventKinds, placeInOrder, tookBack } from './event-kinds.ts';
import { correctedAt } from './fold.ts';
import { publicId, recordBehind } from './public-ids.ts';
import { openData, openOrganisation, openStatus } from './sealed.ts';
import * as store from './store.ts';

/** From this level on somebody is shown what was opened under their number and name (DESIGN 6). */
export const COUNTER_LEVEL = 2;

/** The events of a case that are shown, the newest ones. */
const HISTORY = 200;

/**
 * The cases of a person, by pages: the newest change first, or with `updated_since` from then on, the
 * oldest change first. Throws Refusal `http.bad_input` when `after` is not what a page gave.
 */
export async function list(
  base: Base,
  asked: Asking & Page,
): Promise<{ cases: CaseEntry[]; next?: string }> {
  const limit = Math.min(Math.max(asked.limit ?? 50, 1), 100);
  const forward = asked.updated_since !== undefined;
  const after = asked.after === undefined ? undefined : cursorOf(base, asked.after, forward);
  const rows = await store.list(base.db, await whose(base, asked), {
    forward,
    since: asked.updated_since,
    after,
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    cases: await entries(base, shown),
    ...(last && { next: cursor(base, last, forward) }),
  };
}

/** One case with its history; undefined when it is not theirs, or not at this level. */
export async function read(
  base: Base,
  asked: Asking & { id: string },
): Promise<CaseWithHistory | undefined> {
  const id = recordBehind(base.ring, asked.id);
  if (id === undefined) return undefined;
  const row = await store.read(base.db, await whose(base, asked), id);
  if (!row) return undefined;
  const [entry] = await entries(base, [row]);
  const events = (await store.history(base.db, id, HISTORY)).map((event) => ({
    place: placeInOrder({ ...event, id: event.event_id }),
    event,
  }));
  events.sort((a, b) => (a.place < b.place ? 1 : -1));
  // What was said before the case was given to this applicant was said to somebody else.
  const theirsSince = correctedAt(row.decided.concerned);
  return {
    ...(entry as CaseEntry),
    history: events.map(({ place, event: { id, at, kind, data_sealed } }) => {
      const { status_text, words } = openData(base.ring, id, data_sealed);
      const { state } = eventKinds[kind];
      return {
        at,
        type: kind,
        ...(state !== undefined && { state }),
        ...(status_text !== undefined && { status_text }),
        ...(words !== undefined && place >= theirsSince && { words }),
      };
    }),
  };
}

async function whose(base: Base, { identity_id, level }: Asking): Promise<store.Whose> {
  const held = level >= COUNTER_LEVEL ? await holdings.holdings(base, [identity_id]) : [];
  const column = hashColumn(base.ring, 'applicant_hash');
  const hashes = held.map(({ identifier, name_key }) =>
    keyedHash(base.ring, 'identifier', counterText(identifier, name_key)),
  );
  return { identity_id, counter: { column, hashes: [...new Set(hashes)] } };
}

async function entries(base: Base, rows: readonly store.RecordRow[]): Promise<CaseEntry[]> {
  const ids = [...new Set(rows.map((row) => row.department_id))];
  const named = await departments.named(base, ids);
  return rows.map((row) => entryOf(base, row, named.get(row.department_id)));
}

function entryOf(
  base: Base,
  row: store.RecordRow,
  department: Pick<departments.Department, 'code' | 'names'> | undefined,
): CaseEntry {
  const { ring } = base;
  const { state, status_sealed, state_at, opened_at, matter_code, matter_name } = row;
  // An acceptance says all of these, and nobody is shown a case without one.
  if (!state || !status_sealed || !state_at || !opened_at || !matter_code || !matter_name)
    throw new Error('an accepted case lacks a part');
  if (!department) throw new Error('a case of a department that is not there');
  return {
    id: publicId(ring, row.id),
    case_number: row.case_number,
    matter_code,
    matter_name,
    department_code: department.code,
    department_names: department.names,
    ...(row.area_code !== null && { area_code: row.area_code }),
    state,
    status_text: openStatus(ring, row.id, status_sealed),
    state_at,
    opened_at,
    updated_at: row.updated_at,
    ...(state === 3 && { done_at: state_at }),
    withdrawn: tookBack(row.decided.shown ?? ''),
    ...(row.promised_at !== null && { promised_at: row.promised_at }),
    ...(row.deep_link !== null && { deep_link: row.deep_link }),
    ...(row.organisation_sealed !== null && {
      organisation: openOrganisation(ring, row.id, row.organisation_sealed),
    }),
    at_counter: row.applicant_sealed !== null,
  };
}

/** `<f or b><milliseconds>.<id>`: where the next page goes on, and in which direction. */
function cursor(base: Base, { updated_at, id }: store.RecordRow, forward: boolean): string {
  return `${forward ? 'f' : 'b'}${updated_at.getTime()}.${publicId(base.ring, id)}`;
}

function cursorOf(base: Base, text: string, forward: boolean): { updated_at: Date; id: string } {
  const [, direction, ms, id] = /^([fb])(\d{1,15})\.([\w-]{22})$/.exec(text) ?? [];
  const record_id = id === undefined ? undefined : recordBehind(base.ring, id);
  if (record_id === undefined || (direction === 'f') !== forward)
    throw new Refusal('http.bad_input', { field: 'after' });
  return { updated_at: new Date(Number(ms)), id: record_id };
}
