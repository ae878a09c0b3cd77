import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as consents from '../../src/consents/consents.ts';
import * as departments from '../../src/departments/departments.ts';
import { openDesk, type Somebody } from '../identities/desk.ts';
import { issued, selfMade } from '../identities/people.ts';
import { both, join, separate } from '../merging/desk.ts';

const words = { 'zh-CN': '应用', ko: '응용', en: 'Application' };
const desk = openDesk();
type Pair = [Somebody, Somebody];

let survivor: Somebody;
let absorbed: Somebody;

beforeAll(async () => {
  await departments.add(desk.base, { code: '220000', kind: 'region', names: words });
  for (const id of ['hall', 'library'])
    await clients.register(desk.base, {
      ...{ id, department_code: '220000', names: words, sector: id },
      ...{ redirect_uris: [`https://${id}.example/callback`], scopes: 'openid phone realname' },
    });
});
beforeEach(async () => {
  survivor = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
  absorbed = await desk.arrive(
    selfMade(desk.account('forum'), { attributes: { name: desk.person.name } }),
  );
});

const give = (who: Somebody, client_id: string, scopes: string[], refused: string[] = []) => {
  desk.clock.advance(1_000);
  return consents.give(desk.base, {
    ...{ identity_id: who.identity_id, client_id, version: 1, scopes, refused },
  });
};
const withdraw = (who: Somebody, client_id: string) => {
  desk.clock.advance(1_000);
  return consents.withdraw(desk.base, { identity_id: who.identity_id, client_id }, async () => {});
};
/** What stands at both clients, as `<client>: <scopes>/<refused>`. */
async function standing(who: Somebody): Promise<string[]> {
  const now = await consents.currentOf(desk.base, who.identity_id, ['hall', 'library']);
  return [...now].map(([id, { scopes, refused }]) => `${id}: ${scopes}/${refused}`).sort();
}

/** Joins the two, looks, separates: and both are as they were, byte for byte. */
async function whileOne(look: () => Promise<unknown>): Promise<void> {
  const was = await both(desk.base, survivor.identity_id, absorbed.identity_id);
  desk.clock.advance(1_000);
  const merge_id = await join(desk.base, survivor.identity_id, absorbed.identity_id);
  await look();
  desk.clock.advance(1_000);
  await separate(desk.base, merge_id);
  expect(await both(desk.base, survivor.identity_id, absorbed.identity_id)).toEqual(was);
}

describe('the consents of two identities that become one', () => {
  it('stand beside one another where they are to different clients', async () => {
    await give(survivor, 'hall', ['phone']);
    await give(absorbed, 'library', ['realname'], ['phone']);
    await whileOne(async () => {
      expect(await standing(survivor)).toEqual(['hall: phone/', 'library: realname/phone']);
      expect(await standing(absorbed)).toEqual([]);
    });
    expect(await standing(absorbed)).toEqual(['library: realname/phone']);
  });

  it.each([
    ['the survivor', (): Pair => [absorbed, survivor]],
    ['the other one', (): Pair => [survivor, absorbed]],
  ] as const)(
    'count as they were said last, where %s said it last to the same client',
    async (_who, order) => {
      const [first, last] = order();
      await give(first, 'hall', ['phone', 'realname']);
      await give(last, 'hall', ['realname'], ['phone']);
      await whileOne(async () =>
        expect(await standing(survivor)).toEqual(['hall: realname/phone']),
      );
      expect(await standing(first)).toEqual(['hall: phone realname/']);
      expect(await standing(last)).toEqual(['hall: realname/phone']);
    },
  );

  it.each([
    ['the survivor', (): Pair => [absorbed, survivor]],
    ['the other one', (): Pair => [survivor, absorbed]],
  ] as const)(
    'are none where %s withdrew since the other agreed, and one where they withdrew before',
    async (_who, order) => {
      const [agrees, withdraws] = order();
      await give(withdraws, 'hall', ['phone']);
      await give(withdraws, 'library', ['phone']);
      await withdraw(withdraws, 'library');
      await give(agrees, 'library', ['phone']);
      await give(agrees, 'hall', ['phone']);
      await withdraw(withdraws, 'hall');
      await whileOne(async () => expect(await standing(survivor)).toEqual(['library: phone/']));
      expect(await standing(agrees)).toEqual(['hall: phone/', 'library: phone/']);
      expect(await standing(withdraws)).toEqual([]);
    },
  );

  it('that were said in the same moment: one counts, and both come back', async () => {
    await give(survivor, 'hall', ['phone']);
    await consents.give(desk.base, {
      ...{ identity_id: absorbed.identity_id, client_id: 'hall', version: 1 },
      ...{ scopes: ['realname'], refused: [] },
    });
    await whileOne(async () => expect(await standing(survivor)).toEqual(['hall: phone/']));
    expect(await standing(absorbed)).toEqual(['hall: realname/']);
  });

  it('do not come back after they were withdrawn while the two were one, not even the set-aside one', async () => {
    await give(absorbed, 'hall', ['phone', 'realname']);
    await give(survivor, 'hall', ['phone']);
    const merge_id = await join(desk.base, survivor.identity_id, absorbed.identity_id);
    expect(await withdraw(survivor, 'hall')).toBe(true);
    desk.clock.advance(1_000);
    await separate(desk.base, merge_id);
    expect([await standing(survivor), await standing(absorbed)]).toEqual([[], []]);
    expect(await withdraw(absorbed, 'hall')).toBe(false);
  });

  it('that were given while the two were one stay with the survivor', async () => {
    const merge_id = await join(desk.base, survivor.identity_id, absorbed.identity_id);
    await give(survivor, 'hall', ['phone']);
    desk.clock.advance(1_000);
    await separate(desk.base, merge_id);
    expect([await standing(survivor), await standing(absorbed)]).toEqual([['hall: phone/'], []]);
  });
});
