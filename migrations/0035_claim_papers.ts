import type { Knex } from 'knex';

const kinds = [
  'suspended',
  'restored',
  'password_required',
  'evidence_required',
  'closed',
  'viewed',
  'merged',
  'separated',
  // Of 0033, which runs before.
  'factor_added',
  'factor_removed',
  'factor_asked',
];
const added = ['paper_printed', 'regained'];

const kindCheck = (all: readonly string[]) => `
  alter table interventions drop constraint interventions_kind_check,
    add constraint interventions_kind_check
      check (kind in (${all.map((kind) => `'${kind}'`).join(', ')}));`;

/** Papers with a code, printed at a counter for whoever showed a document there. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table claim_papers (
      id uuid primary key,
      number text not null unique,             -- stands on the paper, and opens nothing
      identity_id uuid not null references identities,
      code_hash text not null unique,          -- keyed; the code itself is on the paper alone
      staff_id uuid not null,
      department_id uuid not null references departments,  -- of the counter
      reason_code text not null,
      note_sealed text not null,               -- staff's own words, for staff
      printed_at timestamptz not null,
      until_at timestamptz not null,
      used_at timestamptz,
      voided_at timestamptz,
      void_reason text check (void_reason in ('replaced', 'staff', 'owner', 'stopped'))
    );
    -- One at a time opens something.
    create unique index claim_papers_open on claim_papers (identity_id)
      where used_at is null and voided_at is null;
    create index claim_papers_identity on claim_papers (identity_id);
    create index claim_papers_department on claim_papers (department_id, printed_at, id);
    create index claim_papers_printed on claim_papers (printed_at, id);
    create index claim_papers_staff on claim_papers (staff_id, printed_at, id);

    alter table evidence add column operator_id uuid;  -- of the staff, who saw the document

    ${kindCheck([...kinds, ...added])}

    -- A counter that put a question stands in the queue like a source: 'counter:<code>'. The name of
    -- the department says which one it is.
    create or replace function conflict_sources(department_ids uuid[])
    returns table (source_id text, source_names jsonb, department_id uuid, department_names jsonb)
    language sql stable as $$
      select s.id, s.names, d.id, d.names from sources s join departments d on d.code = s.department_code
      where $1 is null or d.id = any($1)
      union all
      select 'counter:' || d.code,
        jsonb_build_object('zh-CN', '窗口', 'ko', '창구', 'en', 'Counter'), d.id, d.names
      from departments d
      where ($1 is null or d.id = any($1)) and 'counter:' || d.code in (
        -- Who put any, open or settled: from each to the next in the order of an index, however many
        -- questions there are.
        with recursive open(source_id) as (
          (select c.source_id from conflicts c where c.settled_at is null order by c.source_id limit 1)
          union all
          select (select c.source_id from conflicts c where c.settled_at is null
            and c.source_id > o.source_id order by c.source_id limit 1)
          from open o where o.source_id is not null
        ), settled(source_id) as (
          (select c.source_id from conflicts c where c.settled_at is not null order by c.source_id limit 1)
          union all
          select (select c.source_id from conflicts c where c.settled_at is not null
            and c.source_id > o.source_id order by c.source_id limit 1)
          from settled o where o.source_id is not null
        )
        select o.source_id from open o where o.source_id is not null
        union all select o.source_id from settled o where o.source_id is not null)
    $$;

    -- Whoever was given a paper hangs on that counter too: without it, nobody there could help them.
    -- Only as long as it opens something, or since it did: else printing one would be a way to look.
    create function identity_departments(identity_id uuid, seen_at timestamptz) returns setof uuid
    language sql stable as $$
      select identity_departments($1)
      union
      select p.department_id from claim_papers p where p.identity_id = $1
        and (p.used_at is not null or (p.voided_at is null and p.until_at > $2))
    $$;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop function identity_departments(uuid, timestamptz);
    create or replace function conflict_sources(department_ids uuid[])
    returns table (source_id text, source_names jsonb, department_id uuid, department_names jsonb)
    language sql stable as $$
      select s.id, s.names, d.id, d.names from sources s join departments d on d.code = s.department_code
      where $1 is null or d.id = any($1)
    $$;
    delete from interventions where kind in ('paper_printed', 'regained');
    ${kindCheck(kinds)}
    alter table evidence drop column operator_id;
    drop table claim_papers;
  `);
}
