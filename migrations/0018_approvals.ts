import type { Knex } from 'knex';

/**
 * Acts that take two people (ADR 0018). What an act needs is ids and codes, so it stands in clear;
 * what people wrote as reasons may name somebody, so it is sealed. That nobody approves or reviews
 * what they did themselves is held here too, under whatever the code says.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table approvals (
      id uuid primary key,
      act text not null,
      params jsonb not null,                   -- ids and codes only
      department_ids uuid[],                   -- where it hangs; null: the province
      client_id text,
      reason_sealed text not null,
      asked_by uuid not null,
      asked_at timestamptz not null,
      expires_at timestamptz not null,
      state text not null
        check (state in ('asked', 'executed', 'refused', 'expired', 'failed', 'withdrawn')),
      decided_by uuid,
      decided_at timestamptz,                  -- when it left 'asked', by whatever way
      verdict_reason_sealed text,
      failed_code text,                        -- of src/errors.ts
      emergency boolean not null default false,
      review_due_at timestamptz,
      reviewed_by uuid,
      reviewed_at timestamptz,
      review_verdict text check (review_verdict in ('right', 'wrong')),
      review_reason_sealed text,
      after_done_at timestamptz,
      after_next_at timestamptz,               -- when somebody may go on with it; null: nothing is owed
      after_attempts integer not null default 0,
      after_count bigint not null default 0,
      check (decided_by <> asked_by),
      check (reviewed_by <> asked_by),
      check (emergency = (review_due_at is not null)),
      check (emergency or (decided_by is not null) = (state in ('executed', 'refused', 'failed'))),
      check ((state = 'failed') = (failed_code is not null)),
      check ((reviewed_at is null) = (review_verdict is null))
    );
    create unique index approvals_open on approvals (act, params) where state = 'asked';
    create index approvals_expiry on approvals (expires_at) where state = 'asked';
    create index approvals_review on approvals (review_due_at)
      where emergency and reviewed_at is null;
    create index approvals_after on approvals (after_next_at)
      where after_next_at is not null and after_done_at is null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table approvals');
}
