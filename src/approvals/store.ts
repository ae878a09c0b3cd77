import type { Base } from '../base.ts';
import type { Act } from './acts.ts';

export const states = ['asked', 'executed', 'refused', 'expired', 'failed', 'withdrawn'] as const;
export type State = (typeof states)[number];

export interface ApprovalRow {
  id: string;
  act: Act;
  params: Record<string, unknown>;
  /** null: the province. */
  department_ids: string[] | null;
  client_id: string | null;
  reason_sealed: string;
  asked_by: string;
  asked_at: Date;
  expires_at: Date;
  state: State;
  decided_by: string | null;
  decided_at: Date | null;
  verdict_reason_sealed: string | null;
  failed_code: string | null;
  emergency: boolean;
  review_due_at: Date | null;
  reviewed_by: string | null;
  reviewed_at: Date | null;
  review_verdict: 'right' | 'wrong' | null;
  review_reason_sealed: string | null;
  after_done_at: Date | null;
  after_next_at: Date | null;
  after_attempts: number;
  after_count: string;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    approvals: ApprovalRow;
  }
}

type Insertion =
  Omit<
    ApprovalRow,
    'after_count' | 'after_attempts' | 'after_done_at' | 'reviewed_by' | 'reviewed_at'
  > extends infer Row
    ? Partial<Row>
    : never;

/** False when the same is being asked already; a finished one is in nobody's way. */
export async function insert(base: Base, row: Insertion): Promise<boolean> {
  const added = await base
    .db('approvals')
    .insert(row)
    .onConflict(base.db.raw("(act, params) where state = 'asked'"))
    .ignore()
    .returning('id');
  return added.length > 0;
}

export const byId = ({ db }: Base, id: string): Promise<ApprovalRow | undefined> =>
  db('approvals').where({ id }).first();

export const lock = ({ db }: Base, id: string): Promise<ApprovalRow | undefined> =>
  db('approvals').where({ id }).forUpdate().first();

export async function change(
  { db }: Base,
  id: string,
  to: Partial<Omit<ApprovalRow, 'after_count'>>,
): Promise<void> {
  await db('approvals').where({ id }).update(to);
}

/** Asks whose time is over, those of one act and params or any; each given once over all nodes. */
export async function expire(
  { db, clock }: Base,
  which: { act: Act; params: unknown } | undefined,
  limit: number,
): Promise<ApprovalRow[]> {
  const due = db('approvals')
    .where({ state: 'asked' })
    .where('expires_at', '<=', clock.now())
    .modify((query) => {
      if (!which) return;
      query.where({ act: which.act }).whereRaw('params = ?::jsonb', JSON.stringify(which.params));
    })
    .orderBy('expires_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select('id');
  return db('approvals')
    .whereIn('id', due)
    .update({ state: 'expired', decided_at: clock.now() })
    .returning('*');
}

/** The next of these acts whose large part is owed and in nobody's hands; from now on in this caller's until `until`. */
export async function claimAfter(
  { db, clock }: Base,
  until: Date,
  acts: readonly string[],
): Promise<ApprovalRow | undefined> {
  const next = db('approvals')
    .whereNull('after_done_at')
    .where('after_next_at', '<=', clock.now())
    .whereIn('act', acts as Act[])
    .orderBy('after_next_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .select('id');
  const [row] = await db('approvals')
    .whereIn('id', next)
    .update({ after_next_at: until, after_attempts: db.raw('after_attempts + 1') })
    .returning('*');
  return row;
}

/** A set of the large part was done. */
export async function countAfter(
  { db }: Base,
  id: string,
  { did, after_next_at }: { did: number; after_next_at?: Date },
): Promise<void> {
  await db('approvals')
    .where({ id })
    .update({
      after_count: db.raw('after_count + ?', [did]),
      ...(after_next_at && { after_next_at }),
    });
}

/** Undefined when somebody else has finished it. */
export async function finishAfter(
  { db, clock }: Base,
  id: string,
): Promise<ApprovalRow | undefined> {
  const [row] = await db('approvals')
    .where({ id })
    .whereNull('after_done_at')
    .update({ after_done_at: clock.now() })
    .returning('*');
  return row;
}

export interface OpenCounts {
  asked: number;
  reviews: number;
  /** Reviews that nobody gave within their time. */
  overdue: number;
  /** Acts whose large part is not done yet, and when the oldest of them was decided. */
  afters: number;
  oldest_after_at: Date | null;
}

export async function openCounts({ db, clock }: Base): Promise<OpenCounts> {
  const { rows } = await db.raw(
    `select
      (select count(*) from approvals where state = 'asked')::integer as asked,
      (select count(*) from approvals where emergency and reviewed_at is null)::integer as reviews,
      (select count(*) from approvals
        where emergency and reviewed_at is null and review_due_at <= ?)::integer as overdue,
      (select count(*) from approvals
        where after_next_at is not null and after_done_at is null)::integer as afters,
      (select min(coalesce(decided_at, asked_at)) from approvals
        where after_next_at is not null and after_done_at is null) as oldest_after_at`,
    [clock.now()],
  );
  return rows[0];
}

/** What is to be seen: what hangs in these departments or clients, and always what one asked for oneself. */
export interface Wanted {
  reader: string;
  department_ids: readonly string[] | 'all';
  client_ids: readonly string[];
  state?: State | undefined;
  act?: Act | undefined;
  /** Only what waits for a decision, or for a review, of somebody else than whoever asked. */
  waiting?: { decide: readonly Act[]; review: readonly Act[] } | undefined;
}

const listed = [
  'id',
  'act',
  'params',
  'asked_by',
  'asked_at',
  'expires_at',
  'state',
  'emergency',
  'review_due_at',
  'reviewed_at',
  'review_verdict',
] as const;

export type ListedRow = Pick<ApprovalRow, (typeof listed)[number]>;

/** What waits for a decision about one thing, by what its acts call it. */
export const openOn = (
  { db, clock }: Base,
  param: 'source_id' | 'client_id',
  id: string,
): Promise<ListedRow[]> =>
  db('approvals')
    .select(...listed)
    .where({ state: 'asked' })
    .where('expires_at', '>', clock.now())
    .whereRaw('params->>? = ?', [param, id])
    .orderBy('id', 'desc') as unknown as Promise<ListedRow[]>;

/** By id, which carries the time: the youngest first. */
export function list(
  { db, clock }: Base,
  { reader, department_ids, client_ids, state, act, waiting }: Wanted,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<ListedRow[]> {
  const query = db('approvals')
    .select(...listed)
    .orderBy('id', 'desc')
    .limit(limit);
  if (after) query.where('id', '<', after);
  if (state) query.where({ state });
  if (act) query.where({ act });
  if (department_ids !== 'all')
    query.where((seen) =>
      seen
        .where({ asked_by: reader })
        .orWhereRaw('department_ids && ?::uuid[]', [[...department_ids]])
        .orWhereIn('client_id', [...client_ids]),
    );
  if (waiting)
    query.whereNot({ asked_by: reader }).where((due) =>
      due
        .where((asked) =>
          asked
            .where({ state: 'asked' })
            .where('expires_at', '>', clock.now())
            .whereIn('act', [...waiting.decide]),
        )
        .orWhere((done) =>
          done
            .where({ emergency: true })
            .whereNull('reviewed_at')
            .whereIn('act', [...waiting.review]),
        ),
    );
  return query as unknown as Promise<ListedRow[]>;
}
