import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Finding, verify } from '../../src/audit/verify.ts';
import type { Base } from '../../src/base.ts';
import { freshTrail, type Trail, write } from './trail.ts';

const SEALS = 4;
const IN_EACH = 3;
const QUEUED = 2;

let trail: Trail;
/** All events by the order they were written, the queued ones last. */
let ids: string[];
beforeAll(async () => {
  trail = await freshTrail();
  for (let i = 0; i < SEALS; i++) {
    await trail.sealed(IN_EACH);
    trail.fresh.clock.advance(1_000);
  }
  await write(trail.base, QUEUED);
  const { rows } = await trail.base.db.raw('select id from audit_events order by at, id');
  ids = rows.map(({ id }: { id: string }) => id);
});
afterAll(() => trail.drop());

const eventAt = fc.nat(SEALS * IN_EACH + QUEUED - 1);
const sealAt = fc.integer({ min: 1, max: SEALS });
const column = fc.constantFrom('kind', 'actor_kind', 'actor_id', 'object_id', 'client_id', 'code');

type Act =
  | { act: 'alter'; event: number; column: string; text: string }
  | { act: 'remove' | 'unqueue'; event: number }
  | { act: 'copy'; event: number; id: string; queue: boolean }
  | { act: 'drop_seal' | 'blur_seal' | 'cut_off'; seal: number };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({
      act: fc.constant('alter' as const),
      event: eventAt,
      column,
      text: fc.string({ minLength: 1 }).map((text) => `x${text.replaceAll('\0', '')}`),
    }),
    fc.record({ act: fc.constantFrom('remove' as const, 'unqueue' as const), event: eventAt }),
    fc.record({
      act: fc.constant('copy' as const),
      event: eventAt,
      id: fc.uuid({ version: 7 }),
      queue: fc.boolean(),
    }),
    fc.record({
      act: fc.constantFrom('drop_seal' as const, 'blur_seal' as const, 'cut_off' as const),
      seal: sealAt,
    }),
  ),
  { maxLength: 5 },
);

async function tamper({ db }: Base, act: Act): Promise<void> {
  const event = 'event' in act ? (ids[act.event] as string) : '';
  switch (act.act) {
    case 'alter':
      await db('audit_events')
        .where({ id: event })
        .update({ [act.column]: act.text });
      break;
    case 'remove':
      await db('audit_events').where({ id: event }).delete();
      break;
    case 'unqueue':
      await db('audit_pending').where({ event_id: event }).delete();
      break;
    case 'copy': {
      const [row] = await db('audit_events').where({ id: event });
      if (!row) break;
      await db('audit_events').insert({ ...row, id: act.id });
      if (act.queue) await db('audit_pending').insert({ event_id: act.id, event_at: row.at });
      break;
    }
    case 'drop_seal':
      await db('audit_seals').where({ number: act.seal }).delete();
      break;
    case 'blur_seal':
      await db.raw("update audit_seals set digest = sha256('x') where number = ?", [act.seal]);
      break;
    case 'cut_off':
      await db.raw(
        `delete from audit_events where id in
         (select unnest(event_ids) from audit_seals where number >= ?)`,
        [act.seal],
      );
      await db('audit_seals').where('number', '>=', act.seal).delete();
  }
}

/** Everything in the three tables, to tell what is not as it was. */
async function everything({ db }: Base) {
  const { rows } = await db.raw(`
    select e.id, e::text as event, p.event_id is not null as queued, s.number, s::text as seal
    from audit_events e
    left join audit_pending p on p.event_id = e.id
    left join audit_seals s on e.id = any(s.event_ids)`);
  return new Map<string, { event: string; queued: boolean; number: string | null; seal: string }>(
    rows.map(({ id, ...row }: { id: string }) => [id, row]),
  );
}

const namesSeal = (findings: Finding[], number: string) =>
  findings.some(
    ({ event_id, seal, to }) =>
      !event_id && Number(seal) <= Number(number) && Number(number) <= Number(to ?? seal),
  );

test('whatever is done to the tables without the key, what it was done to is named, and nothing else', async () => {
  const before = await everything(trail.base);
  await fc.assert(
    fc.asyncProperty(acts, async (list) => {
      const db = await trail.base.db.transaction();
      try {
        const base = { ...trail.base, db };
        for (const act of list) await tamper(base, act);
        const after = await everything(base);
        const findings = await verify(base, trail.sink);
        const named = new Set(findings.map(({ event_id }) => event_id));
        for (const [id, was] of before) {
          const is = after.get(id);
          const inSeal = was.number !== null && namesSeal(findings, was.number);
          const untouched =
            is?.event === was.event && is.queued === was.queued && is.seal === was.seal;
          if (untouched) expect(named).not.toContain(id);
          // The one thing that nobody can see: an event of the last second, gone with its queue.
          else if (is || was.number !== null) expect(named.has(id) || inSeal).toBe(true);
        }
        for (const id of after.keys()) if (!before.has(id)) expect(named).toContain(id);
      } finally {
        await db.rollback();
      }
    }),
    { numRuns: 150 },
  );
});
