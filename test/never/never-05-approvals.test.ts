/** Never 5: an approval works once, also when two nodes see two decisions in the same millisecond. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import { codeOf, type Desk, no, startDesk, withSessions, yes } from '../approvals/rig.ts';
import { auditTrail } from '../support/trail.ts';

const ROUNDS = 20;

let desk: Desk;
let nodes: [Base, Base];
beforeAll(async () => {
  desk = await startDesk();
  nodes = [desk.base, { ...desk.base, db: connect(desk.url) }];
});
afterAll(async () => {
  await nodes[1].db.destroy();
  await desk.drop();
});

const executions = async (id: string) =>
  (await auditTrail(desk.base)).filter(
    ({ kind, object_id }) => kind === 'approval.executed' && object_id === id,
  ).length;

describe('an approval', () => {
  it(`that two people give on two nodes at the same moment is executed once, ${ROUNDS} times over`, async () => {
    const [asker, one, two] = [await desk.person(), await desk.person(), await desk.person()];
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await desk.ask(asker, `round-${round}`);
      const said = await Promise.all([
        codeOf(approvals.decide(nodes[0], yes(id, one), desk.means)),
        codeOf(approvals.decide(nodes[1], yes(id, two), desk.means)),
      ]);
      expect(said.sort()).toEqual(['approvals.decided', 'done']);
      expect([await desk.done(id), await executions(id)]).toEqual([1, 1]);
    }
  });

  it('that eight bring at once over two nodes is executed once, whoever was first', async () => {
    const asker = await desk.person();
    const people = await Promise.all(Array.from({ length: 8 }, () => desk.person()));
    const id = await desk.ask(asker, 'crowd');
    const said = await Promise.all(
      people.map((by, at) =>
        codeOf(approvals.decide(nodes[at % 2] as Base, yes(id, by), desk.means)),
      ),
    );
    expect(said.filter((code) => code === 'done')).toHaveLength(1);
    expect(await desk.done(id)).toBe(1);
  });

  it('that one gives while another refuses ends in one of the two, and is executed only in the first', async () => {
    const [asker, one, two] = [await desk.person(), await desk.person(), await desk.person()];
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await desk.ask(asker, `against-${round}`);
      const said = await Promise.all([
        codeOf(approvals.decide(nodes[0], yes(id, one), desk.means)),
        codeOf(approvals.decide(nodes[1], no(id, two), desk.means)),
      ]);
      expect(said.sort()).toEqual(['approvals.decided', 'done']);
      const state = (await approvals.read(desk.base, id))?.state;
      expect(await desk.done(id)).toBe(state === 'executed' ? 1 : 0);
    }
  });

  it('that is withdrawn while it is given is either done and not withdrawn, or withdrawn and not done', async () => {
    const [asker, decider] = [await desk.person(), await desk.person()];
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await desk.ask(asker, `back-${round}`);
      await Promise.all([
        codeOf(approvals.withdraw(nodes[0], { id, by: asker })),
        codeOf(approvals.decide(nodes[1], yes(id, decider), desk.means)),
      ]);
      const state = (await approvals.read(desk.base, id))?.state;
      expect(['executed', 'withdrawn']).toContain(state);
      expect(await desk.done(id)).toBe(state === 'executed' ? 1 : 0);
    }
  });

  it('whose decision is sent twice by the same person, as by a double click, is executed once', async () => {
    const [asker, decider] = [await desk.person(), await desk.person()];
    const id = await desk.ask(asker, 'double-click');
    const means = withSessions(desk.means);
    const twice = [yes(id, decider), yes(id, decider)];
    const said = await Promise.all(
      twice.map((decision) => codeOf(approvals.decide(desk.base, decision, means))),
    );
    expect(said.sort()).toEqual(['approvals.decided', 'done']);
    expect(await desk.done(id)).toBe(1);
  });
});
