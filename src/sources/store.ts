import type { Base } from '../base.ts';
import type { Words } from '../departments/departments.ts';
import type { Compared, State } from './life.ts';
import type { Mapping } from './mapping.ts';
import type { Policy } from './policy.ts';
import type { ProtocolName } from './register.ts';

export interface SourceRecord extends Policy {
  id: string;
  protocol: ProtocolName;
  department_code: string;
  names: Words;
  account_words: Words;
  state: State;
  registration: 'issued' | 'self_registered';
  ceiling: number;
  evidence_days: number;
  settings_sealed: string;
  /** The accounts that a source in test lets in. */
  testers_sealed: string | null;
  /** Null: the usual one of its protocol. */
  mapping: Mapping | null;
  position: number;
  created_at: Date;
  updated_at: Date;
  /** Set by the database when it is live for the first time; null: never was. */
  first_live_at: Date | null;
}

type Fresh = Omit<SourceRecord, 'first_live_at'>;

/** What a source published, as it was last fetched. */
export interface SourceDocument {
  source_id: string;
  document: string;
  fetched_at: Date;
}

/** An answer of a source that has been taken, so that it is taken once. */
export interface SourceOnce {
  source_id: string;
  key: string;
  until: Date;
}

/** How often comparing gave this, while the source was in shadow. */
export interface SourceCompared {
  source_id: string;
  outcome: Compared;
  count: number;
}

export interface SourceHealth {
  source_id: string;
  failures: number;
  opened_until: Date | null;
  last_ok_at: Date | null;
  last_failed_at: Date | null;
  last_fault: string | null;
  /** The step that failed since it was last well: a sign-in, once any did. */
  failed_step: 'begin' | 'sign_in' | null;
  /** Keyed hashes of the networks where answers came that nobody can read, and since when. */
  doubted_by: string[];
  doubted_since: Date | null;
  /** When it is asked again; which node is asking, and until when (health-statement.ts). */
  probe_at: Date | null;
  probing_until: Date | null;
  probe_lease: string | null;
  probed_at: Date | null;
  /** Null: the last probe went well. */
  probe_fault: string | null;
  expiries: Ends[];
}

/** Something that expires, as it is kept; `at` in ISO 8601. */
export interface Ends {
  what: string;
  at: string;
}

/** A source with its health, which has no row until the first failure. */
export type SourceRow = SourceRecord &
  Pick<
    SourceHealth,
    'opened_until' | 'last_fault' | 'last_ok_at' | 'last_failed_at' | 'failed_step'
  > &
  Pick<SourceHealth, 'failures' | 'probed_at' | 'probe_fault' | 'expiries'> & { doubts: number };

declare module 'knex/types/tables.js' {
  interface Tables {
    sources: SourceRecord;
    source_health: SourceHealth;
    source_documents: SourceDocument;
    source_once: SourceOnce;
    source_compared: SourceCompared;
  }
}

const ofHealth = (column: string) => `source_health.${column}`;

const rows = (base: Base) =>
  base
    .db('sources')
    .leftJoin('source_health', 'source_health.source_id', 'sources.id')
    .select(
      'sources.*',
      base.db.raw('coalesce(source_health.failures, 0) as failures'),
      base.db.raw("coalesce(source_health.expiries, '[]') as expiries"),
      base.db.raw('coalesce(cardinality(source_health.doubted_by), 0) as doubts'),
      ...['opened_until', 'last_fault', 'last_ok_at', 'last_failed_at', 'failed_step'].map(
        ofHealth,
      ),
      ...['probed_at', 'probe_fault'].map(ofHealth),
    );

export const all = (base: Base): Promise<SourceRow[]> =>
  rows(base).orderBy(['sources.position', 'sources.id']);

export const byId = (base: Base, id: string): Promise<SourceRow | undefined> =>
  rows(base).where('sources.id', id).first();

export const lock = (base: Base, id: string): Promise<SourceRecord | undefined> =>
  base.db('sources').where({ id }).forUpdate().first();

/** Locks against a change of state until the transaction ends; readers among themselves do not wait. */
export const share = (base: Base, id: string): Promise<SourceRecord | undefined> =>
  base.db('sources').where({ id }).forShare().first();

/** False when there is a source of this id already. */
export async function insert(base: Base, source: Fresh): Promise<boolean> {
  const rows = base.db('sources').insert(source as SourceRecord);
  return (await rows.onConflict('id').ignore().returning('id')).length > 0;
}

export async function change(base: Base, id: string, to: Partial<SourceRecord>): Promise<void> {
  await base
    .db('sources')
    .where({ id })
    .update({ ...to, updated_at: base.clock.now() });
}

/** True for the first caller with this key of the source. */
export async function once(base: Base, row: SourceOnce): Promise<boolean> {
  const added = await base
    .db('source_once')
    .insert(row)
    .onConflict(['source_id', 'key'])
    .ignore()
    .returning('key');
  return added.length > 0;
}

export async function seen(base: Base, source_id: string, key: string): Promise<boolean> {
  return (await base.db('source_once').where({ source_id, key }).first('key')) !== undefined;
}

export async function documentOf(base: Base, source_id: string): Promise<string | undefined> {
  return (await base.db('source_documents').where({ source_id }).first('document'))?.document;
}

/** When the document of each source was fetched, where there is one. */
export async function documentTimes(base: Base): Promise<Map<string, Date>> {
  const rows = await base.db('source_documents').select('source_id', 'fetched_at');
  return new Map(rows.map(({ source_id, fetched_at }) => [source_id, fetched_at]));
}

export async function dropDocument(base: Base, source_id: string): Promise<void> {
  await base.db('source_documents').where({ source_id }).delete();
}

export async function keepDocument(base: Base, document: SourceDocument): Promise<void> {
  await base.db('source_documents').insert(document).onConflict('source_id').merge();
}

/** Answers whose time is over could not be taken again anyway. */
export async function removeOldAnswers(base: Base, limit: number): Promise<number> {
  const old = base
    .db('source_once')
    .where('until', '<=', base.clock.now())
    .orderBy('until')
    .limit(limit)
    .select('source_id', 'key')
    .forUpdate()
    .skipLocked();
  return base.db('source_once').whereIn(['source_id', 'key'], old).delete();
}

export async function anyOf(base: Base, department_code: string): Promise<boolean> {
  return (await base.db('sources').where({ department_code }).first('id')) !== undefined;
}

export async function countCompared(base: Base, source_id: string, outcome: Compared) {
  await base
    .db('source_compared')
    .insert({ source_id, outcome, count: 1 })
    .onConflict(['source_id', 'outcome'])
    .merge({ count: base.db.raw('source_compared.count + 1') });
}

export const comparedOf = (base: Base, source_id: string): Promise<SourceCompared[]> =>
  base.db('source_compared').where({ source_id });

export const forgetCompared = (base: Base, source_id: string): Promise<number> =>
  base.db('source_compared').where({ source_id }).delete();
