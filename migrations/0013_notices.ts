import type { Knex } from 'knex';

/** Which clients are told of changes, where, and where inside what goes out to a client may lead. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table clients
      add column networks jsonb not null default '[]',  -- CIDR blocks of private space it may be reached in
      add column notices_uri text;

    create table subscriptions (
      client_id text not null references clients,
      kind text not null check (kind in ('records.changed', 'identity.changed')),
      live boolean not null,                   -- false while its client is suspended
      since_at timestamptz not null,
      primary key (client_id, kind)
    );

    -- What two deliveries have in common that would say the same. Only those never tried yet count:
    -- one in flight may have been read before the next change was there.
    alter table outbox add column coalesce_key text;
    create unique index outbox_coalesced on outbox (destination_id, coalesce_key)
      where state = 'due' and attempts = 0 and coalesce_key is not null;
    create index outbox_ledger on outbox (destination_id, id);
    create index outbox_notices_settled on outbox (state, settled_at)
      where kind = 'notice' and settled_at is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    delete from outbox where kind = 'notice';
    drop index outbox_ledger, outbox_notices_settled;
    alter table outbox drop column coalesce_key;
    drop table subscriptions;
    alter table clients drop column networks, drop column notices_uri;
  `);
}
