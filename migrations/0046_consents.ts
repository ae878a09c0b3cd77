import type { Knex } from 'knex';

/** From the list as it stands: others add to it too. */
const kinds = (from: string, to: string) => `do $do$
  declare
    was text := (select pg_get_constraintdef(oid) from pg_constraint
      where conrelid = 'subscriptions'::regclass and conname = 'subscriptions_kind_check');
    becomes text := replace(was, $was$${from}$was$, $is$${to}$is$);
  begin
    if was = becomes then raise exception 'the kinds of subscriptions read otherwise'; end if;
    alter table subscriptions drop constraint subscriptions_kind_check;
    execute 'alter table subscriptions add constraint subscriptions_kind_check ' || becomes;
  end $do$`;

const last = "'identity.changed'::text";
const added = "'consent.withdrawn'::text";

/** On what each claim of a client rests, and what people said where it rests on their consent (ADR 0040). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Grows with each change of what the client may receive, and on what grounds: a consent is to one of them.
    alter table clients add column scopes_version integer not null default 1;

    -- A scope without a row rests on duty.
    create table client_claims (
      client_id text not null references clients,
      scope text not null,
      basis text not null check (basis in ('duty', 'consent')),
      optional boolean not null default false, -- the service goes on without it: a person may leave it out
      law text not null,
      purpose jsonb not null,                  -- in three languages
      kept_months integer check (kept_months > 0), -- null: as long as the law says
      primary key (client_id, scope),
      check (not optional or basis = 'consent')
    );

    -- A ledger: what was said is never deleted, only followed by a date.
    create table consents (
      id uuid primary key,
      identity_id uuid not null references identities,
      client_id text not null references clients,
      scopes text not null,                    -- what was consented to, separated by blanks; may be none
      refused text not null,                   -- what was left out, likewise
      scopes_version integer not null,
      given_at timestamptz not null,
      expires_at timestamptz not null,
      replaced_at timestamptz,                 -- another one followed it
      withdrawn_at timestamptz,                -- the person withdrew all that had been given until then
      check (expires_at > given_at)
    );
    create unique index consents_current on consents (identity_id, client_id)
      where replaced_at is null and withdrawn_at is null;
    create index consents_given on consents (identity_id, given_at);
    create trigger absorbed_takes_nothing before insert on consents
      for each row execute function absorbed_takes_nothing();
    create trigger absorbed_takes_nothing_later before update of identity_id on consents
      for each row when (new.identity_id is distinct from old.identity_id)
      execute function absorbed_takes_nothing();

    -- What a person has consented to at a client, for the queries that endpoints make anyway.
    create function consent_of(person uuid, client text) returns jsonb language sql stable as $$
      select jsonb_build_object('id', c.id, 'scopes', c.scopes, 'refused', c.refused, 'version', c.scopes_version,
          'expires_at', c.expires_at)
        from consents c where c.identity_id = person and c.client_id = client
          and c.replaced_at is null and c.withdrawn_at is null
    $$;
  `);
  await db.raw(kinds(last, `${last}, ${added}`));
}

export async function down(db: Knex): Promise<void> {
  await db.raw("delete from subscriptions where kind = 'consent.withdrawn'");
  await db.raw(kinds(`, ${added}`, ''));
  await db.raw(`
    drop function consent_of;
    drop table consents, client_claims;
    alter table clients drop column scopes_version;
  `);
}
