import type { Knex } from 'knex';

/** What staff did to an identity, as its owner may read it; openings of the support view. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table interventions (
      id uuid primary key,
      identity_id uuid not null references identities,
      kind text not null check (kind in ('suspended', 'restored', 'password_required',
        'evidence_required', 'closed', 'viewed', 'merged', 'separated')),
      staff_id uuid,                           -- null: a rule of the gateway, or the person
      department_id uuid references departments,  -- of the member of staff at that time
      approval_id uuid,
      reason_code text not null,
      note_sealed text,                        -- staff's own words, for staff
      at timestamptz not null,
      until_at timestamptz,                    -- closed: until then it can be restored
      lifted_at timestamptz,
      lifted_by uuid,                          -- staff; null: the person met what was asked
      seen_at timestamptz                      -- the person was shown it
    );
    create index interventions_identity on interventions (identity_id, at desc, id desc);
    create index interventions_unseen on interventions (identity_id) where seen_at is null;
    -- What stands is there once.
    create unique index interventions_standing on interventions (identity_id, kind)
      where lifted_at is null
        and kind in ('suspended', 'closed', 'password_required', 'evidence_required');

    -- A blocked copy opens nothing, nor does the department's hash that it was made from.
    alter table carried_passwords add column blocked_at timestamptz;

    create table support_openings (
      id text primary key,                     -- random: it stands in the address
      staff_id uuid not null,
      department_id uuid not null references departments,  -- of the member of staff
      identity_id uuid,                        -- null: nobody was found, or nobody in the scope
      looked_for_sealed text not null,         -- what was typed, for the member of staff who typed it
      reason_code text not null,
      note_sealed text not null,
      at timestamptz not null,
      until_at timestamptz not null
    );
    create index support_openings_until on support_openings (until_at);

    -- A sign-in that came to nothing, by the code of its page.
    create index audit_events_page on audit_events ((detail ->> 'request_id'), id)
      where detail ->> 'request_id' is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index audit_events_page;
    drop table support_openings;
    alter table carried_passwords drop column blocked_at;
    drop table interventions;
  `);
}
