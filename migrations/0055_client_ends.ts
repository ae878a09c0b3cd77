import type { Knex } from 'knex';

/** From the list as it stands: others add to it too. */
const kinds = (from: string, to: string) => `do $do$
  declare
    was text := (select pg_get_constraintdef(oid) from pg_constraint
      where conrelid = 'interventions'::regclass and conname = 'interventions_kind_check');
    becomes text := replace(was, $was$${from}$was$, $is$${to}$is$);
  begin
    if was = becomes then raise exception 'the kinds of interventions read otherwise'; end if;
    alter table interventions drop constraint interventions_kind_check;
    execute 'alter table interventions add constraint interventions_kind_check ' || becomes;
  end $do$`;

const last = "'registered'::text";
const added = "'service_ends'::text";

/**
 * What the yearly review of a client has been reminded of, and how far its end has come: who has been
 * told, and what has been taken back. Each is followed in sets, and goes on where it was.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- The last reminder of the review that is due: days before it (60, 30, 7), or after it (-90).
    alter table clients add column review_reminded smallint;
    create index clients_review on clients (review_due_at) where state in ('live', 'suspended');

    alter table client_retirements
      add column told_to uuid,                 -- people were told up to this session
      add column told_at timestamptz,          -- everybody who had used it by then was told
      add column parted_to uuid,               -- it was taken out of sessions up to this one
      add column cleared_to text,              -- grants were ended up to this one
      add column cleared_at timestamptz;       -- nothing of it is left but what the trail says
    -- Of those that ended before, nothing is left that is good.
    update client_retirements set told_at = now(), cleared_at = ended_at where ended_at is not null;
    create index client_retirements_open on client_retirements (client_id)
      where told_at is null or cleared_at is null;

    -- What those who answer for a client are to be told by mail; a row goes when it was.
    create table client_news (
      id uuid primary key,
      client_id text not null references clients,
      kind text not null check (kind in ('review_due', 'review_late', 'resumed', 'answers_again', 'receipt_owed')),
      about_at timestamptz not null,           -- the day it speaks of: when the review is due, since when it was away
      at timestamptz not null
    );

    -- The client ended before the session: it was told then, and is owed nothing more.
    alter table participants add column left_at timestamptz;

    -- Of which client the line speaks.
    alter table interventions add column client_id text;
    create index interventions_service on interventions (client_id, identity_id)
      where kind = 'service_ends';
  `);
  await db.raw(kinds(last, `${last}, ${added}`));
}

export async function down(db: Knex): Promise<void> {
  await db.raw("delete from interventions where kind = 'service_ends'");
  await db.raw(kinds(`, ${added}`, ''));
  await db.raw(`
    drop table client_news;
    drop index interventions_service;
    alter table interventions drop column client_id;
    alter table participants drop column left_at;
    drop index client_retirements_open;
    alter table client_retirements
      drop column told_to, drop column told_at, drop column parted_to, drop column cleared_to,
      drop column cleared_at;
    drop index clients_review;
    alter table clients drop column review_reminded;
  `);
}
