import { expect, it } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import * as conflicts from '../../src/identities/conflicts.ts';
import * as decisions from '../../src/merging/desk-decisions.ts';
import * as merging from '../../src/merging/merging.ts';
import { state } from './desk.ts';
import { anna, anybody, ben, openQuestions } from './questions.ts';

const rig = openQuestions();
const reason = '两处登记的姓名写法不同';
const means = { ...anybody, executors: merging.executors as approvals.Executors };

/** A question for whose merge a second person is asked. */
async function asked() {
  const found = await rig.twoNames();
  const { id } = found;
  const survivor_id = found.known.identity_id;
  await decisions.claim(rig.base, { id, by: anna });
  const approval = await decisions.same(rig.base, { id, by: anna, reason, survivor_id }, anybody);
  return { ...found, approval };
}

const approve = (id: string) =>
  approvals.decide(rig.base, { id, by: ben, verdict: 'approve', reason }, means);
const changedSince = { state: 'failed', failed_code: 'approvals.changed_since' };

it('two who were told apart meanwhile, by the question the other way round, are not merged', async () => {
  const { approval, known, came } = await asked();
  await conflicts.queue(rig.base, {
    ...{ identity_id: known.identity_id, other_identity_id: came.identity_id },
    ...{ source_id: 'gjj', link_id: null, reason: 'other_name' },
  });
  const id = await rig.questionOf(known.identity_id);
  await decisions.claim(rig.base, { id, by: ben });
  await decisions.different(rig.base, { id, by: ben, reason });
  expect(await approve(approval)).toEqual(changedSince);
  expect(await state(rig.base, came.identity_id)).toBe('active');
  expect(await rig.lastEvent('approval.executed')).toMatchObject({
    outcome: 'failed',
    code: 'approvals.changed_since',
  });
});

it('two who were told apart are not merged on an approval without a question', async () => {
  const { known, came, id: settled } = await rig.twoNames();
  await decisions.claim(rig.base, { id: settled, by: anna });
  await decisions.different(rig.base, { id: settled, by: anna, reason });
  const [survivor_id, absorbed_id] = [known.identity_id, came.identity_id];
  const approval = await approvals.ask(
    rig.base,
    {
      act: 'identity.merge',
      ...{ params: { survivor_id, absorbed_id }, place: 'province', reason, by: anna },
    },
    means,
  );
  expect(await approve(approval)).toEqual(changedSince);
  expect(await state(rig.base, absorbed_id)).toBe('active');
});

it.each([
  ['settled since', { settled_at: new Date() }],
  ['waiting for another approval', { approval_id: '01920000-0000-7000-8000-00000000d00f' }],
])('a question that is %s carries no merge', async (_, word) => {
  const { approval, id, came } = await asked();
  await conflicts.say(rig.base, id, word);
  expect(await approve(approval)).toEqual(changedSince);
  expect(await state(rig.base, came.identity_id)).toBe('active');
});

it('a question that still waits for it is answered by the merge', async () => {
  const { approval, came } = await asked();
  expect(await approve(approval)).toEqual({ state: 'executed' });
  expect(await state(rig.base, came.identity_id)).toBe('absorbed');
});
