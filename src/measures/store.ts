import type { Knex } from 'knex';
import type { MeasureRow, Series } from './fold.ts';
import type { Step } from './steps.ts';

/** Up to which seal all is in the roll-ups. */
export async function followed(db: Knex): Promise<number> {
  const { rows } = await db.raw('select seal from measures_followed');
  return Number(rows[0].seal);
}

/** The same, held to the end of the transaction; undefined while another node holds it. */
export async function lockFollowed(db: Knex): Promise<number | undefined> {
  const { rows } = await db.raw('select seal from measures_followed for update skip locked');
  return rows[0] && Number(rows[0].seal);
}

export async function setFollowed(db: Knex, seal: number): Promise<void> {
  await db.raw('update measures_followed set seal = ?', [seal]);
}

/** Adds to the rows that are there, and makes the others; one statement for any number. */
export async function add(db: Knex, rows: readonly MeasureRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.raw(
    `insert into measures as m
       (step, measure, series, from_at, series_id, code, count, sum_ms, buckets)
     select step, measure, series, from_at, series_id, code, count, sum_ms, buckets
     from jsonb_to_recordset(?::jsonb) as added (step text, measure text, series text,
       from_at timestamptz, series_id text, code text, count bigint, sum_ms bigint, buckets bigint[])
     on conflict (step, measure, series, from_at, series_id, code) do update set
       count = m.count + excluded.count,
       sum_ms = m.sum_ms + excluded.sum_ms,
       buckets = case when excluded.buckets = '{}' then m.buckets else (
         select array_agg(coalesce(a, 0) + coalesce(b, 0) order by place)
         from unnest(m.buckets, excluded.buckets) with ordinality as pair (a, b, place)
       ) end`,
    [JSON.stringify(rows)],
  );
}

/** Removes rows of steps that began before an instant, at most `limit`; gives how many. */
export async function removeBefore(
  db: Knex,
  step: Step,
  before: Date,
  limit: number,
): Promise<number> {
  const { rowCount } = await db.raw(
    `delete from measures where ctid = any(array(
       select ctid from measures where step = ? and from_at < ?
       order by from_at limit ? for update skip locked))`,
    [step, before, limit],
  );
  return rowCount;
}

export interface Asked {
  step: Step;
  measures: readonly string[];
  series: Series;
  /** Only these; all of the series where nothing is said. */
  ids?: readonly string[] | undefined;
  from: Date;
}

export interface Sum {
  measure: string;
  code: string;
  count: number;
}

/** The rows that are asked for, found by the key alone; a plain text, for EXPLAIN too. */
function chosen({ step, measures, series, ids, from }: Asked) {
  return {
    sql: `m.step = ? and m.measure = any(?::text[]) and m.series = ? and m.from_at >= ?
      ${ids ? 'and m.series_id = any(?::text[])' : ''}`,
    bindings: [step, [...measures], series, from, ...(ids ? [[...ids]] : [])],
  };
}

/** Counts by step, over all the series that are asked for. */
export async function byTime(db: Knex, asked: Asked): Promise<(Sum & { from_at: Date })[]> {
  const { sql, bindings } = chosen(asked);
  const { rows } = await db.raw(
    `select m.from_at, m.measure, m.code, sum(m.count)::float8 as count from measures m
     where ${sql} group by 1, 2, 3 order by 1`,
    bindings as Knex.RawBinding[],
  );
  return rows;
}

/** Counts by series, over the whole time. */
export async function bySeries(db: Knex, asked: Asked): Promise<(Sum & { series_id: string })[]> {
  const { sql, bindings } = chosen(asked);
  const { rows } = await db.raw(
    `select m.series_id, m.measure, m.code, sum(m.count)::float8 as count from measures m
     where ${sql} group by 1, 2, 3 order by 1`,
    bindings as Knex.RawBinding[],
  );
  return rows;
}

/** When each of a series was last counted under a name: the beginning of the newest of these steps. */
export async function newest(
  db: Knex,
  { step, measures, series, from }: Omit<Asked, 'ids'>,
): Promise<{ series_id: string; from_at: Date }[]> {
  const { sql, bindings } = chosen({ step, measures, series, from });
  const { rows } = await db.raw(
    `select m.series_id, max(m.from_at) as from_at from measures m where ${sql} group by 1`,
    bindings as Knex.RawBinding[],
  );
  return rows;
}

interface Place {
  series_id: string;
  from_at: Date;
  place: number;
  count: number;
}

/** How many took how long: the filled places of the buckets, by series or by step. */
export async function places(
  db: Knex,
  asked: Asked,
  by: 'series_id' | 'from_at',
): Promise<Place[]> {
  const { sql, bindings } = chosen(asked);
  const { rows } = await db.raw(
    `select m.${by}, (b.place - 1)::int as place, sum(b.count)::float8 as count
     from measures m cross join unnest(m.buckets) with ordinality as b (count, place)
     where ${sql} and b.count > 0 group by 1, 2 order by 1, 2`,
    bindings as Knex.RawBinding[],
  );
  return rows;
}

/** The rows that stay, of one kind of series. */
export async function ever(
  db: Knex,
  series: Series,
  ids?: readonly string[],
  measures?: readonly string[],
): Promise<(Sum & { series_id: string })[]> {
  const { rows } = await db.raw(
    `select series_id, measure, code, count::float8 as count from measures
     where step = 'ever' and series = ?
       ${measures ? 'and measure = any(?::text[])' : ''} ${ids ? 'and series_id = any(?::text[])' : ''}
     order by measure, series_id, code`,
    [series, ...(measures ? [[...measures]] : []), ...(ids ? [[...ids]] : [])] as Knex.RawBinding[],
  );
  return rows;
}
