/**
 * Changing a source that is there: its settings, its mapping, its names. One person alone while
 * nobody depends on it, two people afterwards (ADR 34). What waits is sealed, since settings hold
 * secrets; the trail has the names of what changed, never a value.
 */
import type { z } from 'zod';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { seal, open as unseal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import type { Part } from './edits-store.ts';
import * as edits from './edits-store.ts';
import type { State } from './life.ts';
import { mappingShape } from './mapping.ts';
import { refusePlainHttp } from './plain-http.ts';
import { type ProtocolName, protocols } from './register.ts';
import { detailsShape, mappingOf, read, sealedSettings, settingsOf } from './registration.ts';
import type { SourceRecord } from './store.ts';
import * as store from './store.ts';

export type { Part } from './edits-store.ts';

type Actor = audit.AuditEvent['actor'];

/** What a part must be. */
export const shapeOf = (protocol: ProtocolName, part: Part): z.ZodType =>
  ({ settings: protocols[protocol].settings, mapping: mappingShape, details: detailsShape })[part];

/** A part as it stands, in clear: settings hold secrets. */
export function partOf(base: Base, row: SourceRecord, part: Part): Record<string, unknown> {
  if (part === 'settings') return JSON.parse(settingsOf(base, row));
  if (part === 'mapping') return mappingShape.parse(mappingOf(row));
  const { names, account_words, evidence_days, position } = row;
  return { names, account_words, evidence_days, position };
}

/** Another text whenever the part is another; says nothing of it to whoever has no key. */
export const versionOf = (base: Base, row: SourceRecord, part: Part): string =>
  keyedHash(base.ring, 'artefact', `edit ${row.id} ${part} ${canonical(partOf(base, row, part))}`);

/** A short keyed hash of each thing in a part: whoever has an older page learns what changed since. */
export const digestsOf = (base: Base, part: unknown): Record<string, string> =>
  Object.fromEntries(
    leaves(part).map(([name, value]) => [
      name,
      keyedHash(base.ring, 'artefact', `edit of ${name} ${value}`).slice(0, 12),
    ]),
  );

/** What stands at a name of `digestsOf`, as text. */
export const wordsAt = (part: unknown, name: string): string =>
  new Map(leaves(part))
    .get(name)
    ?.replace(/^"(.*)"$/s, '$1')
    .slice(0, 300) ?? '';

/** Whether one person changes it alone: nobody comes in through it but those who try it. */
export const changedAlone = (state: State): boolean => state === 'draft' || state === 'test';

export interface Edit {
  id: string;
  part: Part;
  /** As its schema takes it; null: the usual mapping of its protocol. */
  value: unknown;
  /** The version that it was drawn from. */
  was: string;
}

/**
 * Changes a part at once. Throws `sources.changed_meanwhile` when it is not as it was, or has come to
 * need two people; `sources.bad_settings` with the field.
 */
export function change(base: Base, edit: Edit, actor: Actor): Promise<'changed' | 'same'> {
  return transaction(base, async (base) => {
    const row = await held(base, edit);
    if (!changedAlone(row.state)) throw new Refusal('sources.changed_meanwhile');
    return write(base, row, edit, actor);
  });
}

/**
 * Keeps a change for a second person; gives its id and the names of what changes. For the caller's
 * transaction, in which it is asked for: until that ends nobody else can ask for one of this source.
 */
export async function propose(
  base: Base,
  edit: Edit & { staff_id: string },
): Promise<{ edit_id: string; fields: string[] }> {
  const row = await held(base, edit);
  const { part, staff_id, was, value } = edit;
  const body = value === null ? null : read(shapeOf(row.protocol, part), value, `${part}.`);
  refusePlainHttp(base, body);
  const before = partOf(base, row, part);
  const fields = namesOfChanged(before, body ?? protocols[row.protocol].mapping);
  const id = newId(base.clock);
  await edits.insert(base, {
    ...{ id, staff_id, source_id: row.id, part, was, fields },
    body_sealed: seal(base.ring, place(id), JSON.stringify(body)),
    created_at: base.clock.now(),
  });
  return { edit_id: id, fields };
}

/** Does a change that was kept; false when the source is not as it was, or the change is gone. */
export function apply(base: Base, edit_id: string, actor: Actor): Promise<boolean> {
  return transaction(base, async (base) => {
    const kept = await edits.lock(base, edit_id);
    if (!kept?.body_sealed || !kept.source_id || kept.was === null) return false;
    const row = await store.lock(base, kept.source_id);
    if (!row || row.state === 'retired' || versionOf(base, row, kept.part) !== kept.was)
      return false;
    const value: unknown = JSON.parse(unseal(base.ring, place(kept.id), kept.body_sealed));
    await write(base, row, { id: row.id, part: kept.part, value, was: kept.was }, actor);
    await edits.empty(base, edit_id);
    return true;
  });
}

/** A change that was asked for. `value` in clear, and absent once it is done with. */
export async function proposed(base: Base, edit_id: string) {
  const kept = await edits.byId(base, edit_id);
  if (!kept?.source_id) return undefined;
  const { source_id, part, fields, body_sealed } = kept;
  const value: unknown =
    body_sealed === null ? undefined : JSON.parse(unseal(base.ring, place(edit_id), body_sealed));
  return { source_id, part, fields, value };
}

/** Keeps what was typed of secrets for the next sending of the same form, by the same person. */
export async function keepTyped(
  base: Base,
  { staff_id, source_id, typed }: Typed,
): Promise<string | undefined> {
  if (typed.size === 0) return undefined;
  const id = newId(base.clock);
  await edits.insert(base, {
    ...{ id, staff_id, source_id, part: 'settings', was: null, fields: [] },
    body_sealed: seal(base.ring, place(id), JSON.stringify([...typed])),
    created_at: base.clock.now(),
  });
  return id;
}

/** What was typed of secrets; empty for anybody else, of another source, or when its time is over. */
export async function typedBefore(
  base: Base,
  { id, staff_id, source_id }: Omit<Typed, 'typed'> & { id: string | undefined },
): Promise<Map<string, string>> {
  const kept = id === undefined ? undefined : await edits.byId(base, id);
  const theirs = kept?.staff_id === staff_id && kept.source_id === source_id && kept.was === null;
  const fresh = kept && kept.created_at.getTime() > base.clock.now().getTime() - FORM_MS;
  if (!theirs || !fresh || !kept.body_sealed) return new Map();
  return new Map(JSON.parse(unseal(base.ring, place(kept.id), kept.body_sealed)));
}

interface Typed {
  staff_id: string;
  source_id: string | null;
  typed: ReadonlyMap<string, string>;
}

const FORM_MS = 2 * 3_600_000;
/** A day longer than anybody may decide. */
const ASKED_MS = 8 * 24 * 3_600_000;

/** The timed job: forms that nobody sent, and what nobody decided on. Gives how many. */
export function forgetEdits(base: Base, limit: number): Promise<number> {
  const before = (ms: number) => new Date(base.clock.now().getTime() - ms);
  return transaction(base, (base) =>
    edits.removeOld(base, { forms: before(FORM_MS), asked: before(ASKED_MS), limit }),
  );
}

async function held(base: Base, { id, part, was }: Edit): Promise<SourceRecord> {
  const row = await store.lock(base, id);
  if (!row) throw new Refusal('sources.unknown');
  if (row.state === 'retired' || versionOf(base, row, part) !== was)
    throw new Refusal('sources.changed_meanwhile');
  return row;
}

async function write(base: Base, row: SourceRecord, { part, value }: Edit, actor: Actor) {
  const body =
    value === null && part === 'mapping'
      ? null
      : (read(shapeOf(row.protocol, part), value, `${part}.`) as Record<string, unknown>);
  refusePlainHttp(base, body);
  const before = partOf(base, row, part);
  const changed = namesOfChanged(
    before,
    body ?? mappingShape.parse(mappingOf({ ...row, mapping: null })),
  );
  const usual = part === 'mapping' && (body === null) !== (row.mapping === null);
  if (changed.length === 0 && !usual) return 'same';
  await store.change(base, row.id, columnsOf(base, row, part, body));
  // What another address published is trusted no longer.
  if (part === 'settings') await store.dropDocument(base, row.id);
  await audit.append(base, {
    ...{ kind: 'source.changed', actor, object: { kind: 'source', id: row.id } },
    ...{ source_id: row.id, outcome: 'ok' },
    detail: { changed: part, fields: changed.join(' ').slice(0, 1_000) },
  });
  return 'changed' as const;
}

function columnsOf(
  base: Base,
  row: SourceRecord,
  part: Part,
  body: Record<string, unknown> | null,
): Partial<SourceRecord> {
  if (part === 'settings')
    return { settings_sealed: sealedSettings(base, row.id, JSON.stringify(body)) };
  return part === 'mapping' ? { mapping: body as SourceRecord['mapping'] } : { ...body };
}

/** The names of everything that is other in one than in the other, parts of parts with dots between. */
function namesOfChanged(before: unknown, after: unknown): string[] {
  const [old, now] = [new Map(leaves(before)), new Map(leaves(after))];
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].filter((name) => old.get(name) !== now.get(name)).sort();
}

function leaves(value: unknown, name = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return value === undefined ? [] : [[name, JSON.stringify(value)]];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    leaves(one, name === '' ? key : `${name}.${key}`),
  );
  return inner.length > 0 ? inner : [[name, '{}']];
}

const canonical = (value: unknown): string => JSON.stringify(leaves(value).sort());

const place = (row: string) => ({ table: 'source_edits', column: 'body_sealed', row });
