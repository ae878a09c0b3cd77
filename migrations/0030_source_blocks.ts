import type { Knex } from 'knex';

const lets = "coalesce(src.state not in ('live', 'test'), false)";
const blocked = `${lets}
          or case when exists (select from source_blocks b
            where b.identity_id = s.identity_id and b.lifted_at is null)
            then source_blocked(s.identity_id, s.source_id) else false end`;

/** Sources that a person has blocked for themselves; since when a source is open to everybody. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table sources add column first_live_at timestamptz;   -- null: never was
    update sources set first_live_at = created_at where state in ('live', 'paused', 'retired');
    -- By the database, so that a node which does not know the column yet sets it too.
    create function source_first_live() returns trigger language plpgsql as $$
    begin
      new.first_live_at := new.updated_at;
      return new;
    end $$;
    create trigger source_first_live before insert or update of state on sources
      for each row when (new.state = 'live' and new.first_live_at is null)
      execute function source_first_live();

    create table source_blocks (               -- nothing is unique: two identities that are joined bring theirs
      id uuid primary key,
      identity_id uuid not null references identities,
      kind text not null check (kind in ('source', 'new', 'allowed')),
      source_id text references sources,       -- null: of 'new', every source that is live for the first time later
      strength smallint not null check (strength between 0 and 4),  -- of the way that it was said in
      at timestamptz not null,
      lifted_at timestamptz,
      check ((kind = 'new') = (source_id is null))
    );
    create index source_blocks_identity on source_blocks (identity_id, at desc);
    create index source_blocks_standing on source_blocks (identity_id) where lifted_at is null;
    create trigger absorbed_takes_nothing before insert on source_blocks
      for each row execute function absorbed_takes_nothing();
    create trigger absorbed_takes_nothing_later before update of identity_id on source_blocks
      for each row when (new.identity_id is distinct from old.identity_id)
      execute function absorbed_takes_nothing();

    -- Of new sources none that is stronger than the way in which its owner said so: whoever holds a
    -- weak way of somebody's keeps them out of no better one.
    create function source_blocked(identity uuid, source text) returns boolean
    language sql stable as $$
      select exists (select from source_blocks b where b.identity_id = $1 and b.lifted_at is null
          and b.kind = 'source' and b.source_id = $2)
        or exists (select from source_blocks b join sources s on s.id = $2
          where b.identity_id = $1 and b.lifted_at is null and b.kind = 'new'
            and (s.first_live_at is null or s.first_live_at > b.at) and s.ceiling <= b.strength
            and not exists (select from source_blocks a where a.identity_id = $1
              and a.lifted_at is null and a.kind = 'allowed' and a.source_id = $2))
    $$;
  `);
  await db.raw(replaced(lets, blocked));
}

/** From the function as it stands: it may have come to say more since. */
const replaced = (from: string, to: string) => `do $do$
  declare
    was text := pg_get_functiondef('session_standing(text, timestamptz, text)'::regprocedure);
    becomes text := replace(was, $was$${from}$was$, $is$${to}$is$);
  begin
    if was = becomes then raise exception 'session_standing reads otherwise'; end if;
    execute becomes;
  end $do$`;

export async function down(db: Knex): Promise<void> {
  await db.raw(replaced(blocked, lets));
  await db.raw(`
    -- Without the table nothing keeps them out: what was blocked is no way in any more until it is proved again.
    update links l set suspended_at = now()
      where ended_at is null and suspended_at is null and source_blocked(identity_id, source_id);
    drop function source_blocked;
    drop table source_blocks;
    drop trigger source_first_live on sources;
    drop function source_first_live;
    alter table sources drop column first_live_at`);
}
