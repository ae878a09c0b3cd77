import type { Knex } from 'knex';

/**
 * What is sent to people (ADR 0029), and the codes that prove a phone or mail address. The outbox
 * holds ids only, so that a text stands here, sealed, until it is sent or too late.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table messages (
      id uuid primary key,
      channel text not null check (channel in ('sms', 'mail')),
      template text not null,
      text_sealed text,                             -- {"to", "words", "lang"}; gone once sent or too late
      created_at timestamptz not null,
      expires_at timestamptz not null,         -- nothing is sent after that
      sent_at timestamptz
    );
    create index messages_expires on messages (expires_at);

    -- A gateway of operators takes many at once; a mail relay fewer.
    insert into destinations (id, in_flight_limit) values ('messages:sms', 32), ('messages:mail', 16);
    create index outbox_messages_settled on outbox (state, settled_at)
      where kind = 'message' and settled_at is not null;

    create table one_time_codes (
      id uuid primary key,
      purpose text not null check (purpose in ('register', 'recover', 'step_up', 'contact')),
      address_hash text not null,              -- what it was sent to; under the key that never changes
      bound_hash text not null,                -- the flow that asked: no other one can use it
      code_hash text not null,
      tries smallint not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      consumed_at timestamptz,                 -- it was right
      spent_at timestamptz                     -- what was proved by it was done, once
    );
    create index one_time_codes_bound on one_time_codes (bound_hash);
    create index one_time_codes_expires on one_time_codes (expires_at);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    delete from outbox where kind = 'message';
    delete from destinations where id in ('messages:sms', 'messages:mail');
    drop index outbox_messages_settled;
    drop table one_time_codes, messages;
  `);
}
