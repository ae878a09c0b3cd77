import type { Knex } from 'knex';

/** How it stands with a receiver, as its lease was taken. */
export interface Leased {
  /** The newest seal that it surely has; 0 before the first. */
  sent: number;
  failures: number;
  failing_since: Date | null;
  told_at: Date | null;
}

const NAME = 'syslog';

/** The number of the newest seal that the receiver surely has. */
export async function sentUpTo(db: Knex): Promise<number> {
  const row = await db('audit_receivers').where({ name: NAME }).first('sent');
  return Number(row?.sent ?? 0);
}

/** How many seals were not sent yet, to `atMost`, and when the oldest of them was made. */
export async function unsent(
  db: Knex,
  atMost: number,
): Promise<{ count: number; oldest_at?: Date }> {
  const { rows } = await db.raw(
    `select
       (select count(*)::int from (select from audit_seals where number > m.sent limit ?) few) as count,
       (select sealed_at from audit_seals where number > m.sent order by number limit 1) as oldest_at
     from (select coalesce((select sent from audit_receivers where name = ?), 0) as sent) m`,
    [atMost, NAME],
  );
  const { count, oldest_at } = rows[0];
  return oldest_at ? { count, oldest_at } : { count };
}

/** Undefined while another node sends, and for as long as the receiver is left alone after a failure. */
export async function lease(
  db: Knex,
  by: string,
  now: Date,
  until: Date,
): Promise<Leased | undefined> {
  const { rows } = await db.raw(
    `insert into audit_receivers as r (name, sent, sent_at, leased_by, leased_until)
     values (:name, 0, :now, :by, :until)
     on conflict (name) do update set leased_by = :by, leased_until = :until
     where (r.leased_until is null or r.leased_until <= :now or r.leased_by = :by)
       and (r.try_at is null or r.try_at <= :now)
     returning sent, failures, failing_since, told_at`,
    { name: NAME, now, by, until },
  );
  const [row] = rows;
  return row && { ...row, sent: Number(row.sent) };
}

/**
 * Notes that all to this seal was taken, whoever has the lease by now; false where another node has
 * come further already.
 */
export async function advance(
  db: Knex,
  { from, to, now }: { from: number; to: number; now: Date },
): Promise<boolean> {
  const changed = await db('audit_receivers')
    .where({ name: NAME, sent: from })
    .update({
      ...{ sent: to, sent_at: now, failures: 0 },
      ...{ failing_since: null, fault: null, try_at: null, told_at: null },
    });
  return changed === 1;
}

/** Notes that nothing was taken, and gives the lease back; false where it was lost meanwhile. */
export async function fail(
  db: Knex,
  by: string,
  row: { failures: number; failing_since: Date; fault: string; try_at: Date; told_at: Date | null },
): Promise<boolean> {
  const changed = await db('audit_receivers')
    .where({ name: NAME, leased_by: by })
    .update({ ...row, leased_by: null, leased_until: null });
  return changed === 1;
}

export async function release(db: Knex, by: string): Promise<void> {
  await db('audit_receivers')
    .where({ name: NAME, leased_by: by })
    .update({ leased_by: null, leased_until: null });
}
