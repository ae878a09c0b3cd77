import { afterAll, beforeAll, expect, test } from 'vitest';
import { means } from '../../src/admin/executors.ts';
import * as approvals from '../../src/approvals/approvals.ts';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { asking, codeOf, yes } from '../approvals/rig.ts';
import { seedStaff } from '../staff/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

/** Two nodes, and the test's own eyes, which see what is committed. */
let data: FreshDatabase;
let nodes: [Base, Base];
let outside: Base;
beforeAll(async () => {
  data = await freshDatabase();
  nodes = [data.base, { ...data.base, db: connect(data.url) }];
  outside = { ...data.base, db: connect(data.url, { poolMax: 2 }) };
});
afterAll(async () => {
  await Promise.all([nodes[1], outside].map(({ db }) => db.destroy()));
  await data.drop();
});

const somebody = async (role: staff.Role) =>
  (await seedStaff(data.base, { roles: [role] })).staff_id;

const heldBy = async (staff_id: string) =>
  (await staff.grantHistory(data.base, staff_id)).find(({ ended_at }) => ended_at === null);

const mayNothing = async (staff_id: string) =>
  (await staff.grantsOf(outside, staff_id)).length === 0;

/** Whether anybody waits for a lock. */
async function isWaiting(): Promise<boolean> {
  const { rows } = await outside.db.raw(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}

/** Asks until it is so: the other side is in the hands of the database. */
async function until(...conditions: (() => boolean | Promise<boolean>)[]): Promise<void> {
  for (;;) {
    for (const is of conditions) if (await is()) return;
    await new Promise((next) => setImmediate(next));
  }
}

/** Two ways in which somebody loses what they may; each gives the way back. */
const ways = {
  async revoke(base: Base, staff_id: string) {
    const held = await heldBy(staff_id);
    if (!held) throw new Error('nothing is held');
    await staff.revoke(base, { grant_id: held.id });
    const { role, department_id } = held;
    return () => staff.grant(data.base, { staff_id, role, department_id });
  },
  async lock(base: Base, staff_id: string) {
    await staff.lock(base, { staff_id });
    return () => staff.unlock(data.base, { staff_id });
  },
};

const firsts = ['the act', 'the loss', 'both at once'] as const;

/** The act, and the loss of somebody on whom it stands, on two nodes: what came of the act. */
async function race(
  round: number,
  victim: string,
  act: (base: Base, means: approvals.Means) => Promise<unknown>,
) {
  const lose = ways[round % 2 === 0 ? 'revoke' : 'lock'];
  const first = firsts[round % 3] as (typeof firsts)[number];
  const seen = { begun: false, after_the_loss: false, over: false };
  const watched: approvals.Means = {
    ...means,
    executors: {
      ...means.executors,
      'source.disable': {
        async run() {
          seen.begun = true;
          // Nothing else may come in between now and the commit: the loss waits, or is not to be seen.
          await until(isWaiting, () => mayNothing(victim));
          seen.after_the_loss = await mayNothing(victim);
        },
      },
    },
  };
  const acted = () =>
    codeOf(act(nodes[0], watched)).finally(() => {
      seen.over = true;
    });
  let [acting, back] = [Promise.resolve(''), async (): Promise<unknown> => undefined];
  if (first === 'the loss') {
    const open = await nodes[1].db.transaction();
    back = await lose({ ...nodes[1], db: open }, victim);
    acting = acted();
    await until(
      isWaiting,
      () => seen.begun,
      () => seen.over,
    );
    await open.commit();
  } else {
    acting = acted();
    if (first === 'the act') await until(() => seen.begun || seen.over);
    back = await lose(nodes[1], victim);
  }
  const came = await acting;
  await back();
  return { came, first, ...seen };
}

test('of an act and the loss of a role on which it stands one waits for the other: nothing is done after the loss', async () => {
  const [asker, decider] = [
    await somebody('system_administrator'),
    await somebody('system_administrator'),
  ];
  for (let round = 0; round < 20; round += 1) {
    const id = await approvals.ask(data.base, asking(asker, `source-${round}`), means);
    const victim = round % 4 < 2 ? asker : decider;
    const result = await race(round, victim, (base, means) =>
      approvals.decide(base, yes(id, decider), means),
    );
    expect(result.after_the_loss, `round ${round}, ${result.first} first`).toBe(false);
    if (result.first === 'the act') expect(result.came).toBe('done');
    if (result.first === 'the loss') expect(result.came).toBe('approvals.role_gone');
    expect(['done', 'approvals.role_gone']).toContain(result.came);
    const { state } = (await approvals.read(data.base, id)) ?? {};
    // Where the decider lost the role, somebody else may decide; where the asker did, nobody.
    const not_done = victim === asker ? 'failed' : 'asked';
    expect(state).toBe(result.came === 'done' ? 'executed' : not_done);
  }
}, 60_000);

test('nor what somebody does at once', async () => {
  const by = await somebody('system_administrator');
  for (let round = 0; round < 6; round += 1) {
    const result = await race(round, by, (base, means) =>
      approvals.actNow(base, asking(by, `now-${round}`), means),
    );
    expect(result.after_the_loss, `round ${round}, ${result.first} first`).toBe(false);
    if (result.first === 'the act') expect(result.came).toBe('done');
    if (result.first === 'the loss') expect(result.came).toBe('approvals.not_allowed');
  }
}, 60_000);

test('two who take the role of one another at the same moment do not wait for each other: one does it', async () => {
  const people = [
    await somebody('security_administrator'),
    await somebody('security_administrator'),
    await somebody('security_administrator'),
  ] as const;
  const [asker, ...both] = people;
  for (let round = 0; round < 4; round += 1) {
    const ids = await Promise.all(
      both.map(async (staff_id) => {
        const held = await heldBy(staff_id);
        return approvals.ask(
          data.base,
          {
            act: 'staff.revoke',
            params: { staff_id, grant_id: held?.id ?? '' },
            ...{ place: 'province', reason: '两人互相提出', by: asker },
          },
          means,
        );
      }),
    );
    const [one, other] = both as [string, string];
    const came = await Promise.all([
      codeOf(approvals.decide(nodes[0], yes(ids[0] ?? '', other), means)),
      codeOf(approvals.decide(nodes[1], yes(ids[1] ?? '', one), means)),
    ]);
    expect(came.sort()).toEqual(['approvals.role_gone', 'done']);
    for (const [at, staff_id] of both.entries()) {
      await codeOf(approvals.withdraw(data.base, { id: ids[at] ?? '', by: asker }));
      if (await heldBy(staff_id)) continue;
      const department_id = await departments.rootId(data.base);
      await staff.grant(data.base, { staff_id, role: 'security_administrator', department_id });
    }
  }
}, 60_000);
