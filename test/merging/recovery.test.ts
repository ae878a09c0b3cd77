import { beforeEach, expect, it } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import { makeSenders } from '../../src/messages/messages.ts';
import * as recovery from '../../src/recovery/recovery.ts';
import { openDesk } from '../identities/desk.ts';
import { issued, number } from '../identities/people.ts';
import { printed } from '../login/papers.ts';
import { both, join, separate } from './desk.ts';

const desk = openDesk();
const words = { 'zh-CN': '窗口', ko: '창구', en: 'Counter' };

beforeEach(async () => {
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
