import { beforeAll, expect, it } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import * as desks from '../../src/merging/desk-place.ts';
import { makeSenders } from '../../src/messages/messages.ts';
import * as recovery from '../../src/recovery/recovery.ts';
import * as place from '../../src/support/place.ts';
import { openDesk } from '../identities/desk.ts';
import { issued, number } from '../identities/people.ts';
import { printed } from '../login/papers.ts';
import { auditTrail } from '../support/trail.ts';
import { both, join, separate } from './desk.ts';

const desk = openDesk();
const words = { 'zh-CN': '窗口', ko: '창구', en: 'Counter' };

beforeAll(async () => {
  await departments.add(desk.base, { code: 'jilin', kind: 'region', names: words });
  const node = { code: 'fund-office', parent_code: 'jilin', kind: 'department' } as const;
  await departments.add(desk.base, { ...node, names: words });
});

/** Somebody with an account, to whom a paper was printed and whose recovery waits. */
async function somebody(account: string) {
  const attributes = { ...desk.person, id_number: number() };
  const { identity_id } = await desk.arrive(issued(desk.account(account), { attributes }));
  const { code } = await printed(desk.base, attributes);
  await recovery.come(
    desk.base,
    { identity_id, method: 'operator', wait_ms: 3_600_000 },
    {
      senders: makeSenders({}, desk.base.clock),
      moment: (at) => at.toISOString(),
      stopAt: (stop) => stop,
    },
  );
  return { identity_id, id_number: attributes.id_number, code };
}

it('of two papers and two recoveries those of the survivor stand, and each has its own again after it', async () => {
  const [one, other] = [await somebody('one'), await somebody('two')];
  const open = async (identity_id: string) => [
    (await recovery.openOf(desk.base, identity_id))?.number,
    (await recovery.waitingOf(desk.base, identity_id))?.due_at,
  ];
  const stood = [await open(one.identity_id), await open(other.identity_id)];
  const was = await both(desk.base, one.identity_id, other.identity_id);
  const merge_id = await join(desk.base, one.identity_id, other.identity_id);
  expect(await open(one.identity_id)).toEqual(stood[0]);
  const found = (who: typeof one) =>
    recovery.find(desk.base, { code: who.code, number: who.id_number });
  expect(await found(one)).toMatchObject({ found: 'open', identity_id: one.identity_id });
  expect(await found(other)).toEqual({ found: 'voided' });
  desk.clock.advance(1_000);
  await separate(desk.base, merge_id);
  expect([await open(one.identity_id), await open(other.identity_id)]).toEqual(stood);
  expect(await found(other)).toMatchObject({ found: 'open', identity_id: other.identity_id });
  expect(await both(desk.base, one.identity_id, other.identity_id)).toEqual(was);
});

it('a no that is said while two are one holds for both, also when they are separated', async () => {
  const [one, other] = [await somebody('one'), await somebody('two')];
  desk.clock.advance(1_000);
  const merge_id = await join(desk.base, one.identity_id, other.identity_id);
  desk.clock.advance(1_000);
  const says = { identity_id: one.identity_id, stands_since: new Date(0) };
  expect(await recovery.stopByOwner(desk.base, says)).toBe(true);
  expect(await recovery.voidByOwner(desk.base, says)).toBe(true);
  await separate(desk.base, merge_id);
  for (const { identity_id } of [one, other])
    expect([
      await recovery.waitingOf(desk.base, identity_id),
      await recovery.openOf(desk.base, identity_id),
    ]).toEqual([undefined, undefined]);
  const stopped = (await auditTrail(desk.base)).filter(({ kind }) => kind === 'recovery.stopped');
  expect(stopped).toHaveLength(2);
});

it('a paper shows its person to the counter while it is good or since it was used, and no longer', async () => {
  const attributes = { ...desk.person, id_number: number() };
  const office = await departments.idOf(desk.base, 'fund-office');
  const { code } = await printed(desk.base, attributes);
  const found = await recovery.find(desk.base, { code, number: attributes.id_number });
  const id = found?.found === 'open' ? found.identity_id : '';
  const seen = async () => [
    await place.placeOfIdentity(desk.base, id),
    await desks.placeAbove(desk.base, [id]),
  ];
  const there = { department_ids: [office] };
  expect(await seen()).toEqual([there, there]);
  await recovery.voidByOwner(desk.base, { identity_id: id, stands_since: new Date(0) });
  expect(await seen()).toEqual(['province', 'province']);
  const { number: second } = await printed(desk.base, attributes);
  expect(await seen()).toEqual([there, there]);
  desk.clock.advance(30 * 86_400_000);
  expect(await seen()).toEqual(['province', 'province']);
  await desk.base.db('claim_papers').where({ number: second }).update({ used_at: new Date() });
  expect(await seen()).toEqual([there, there]);
});
