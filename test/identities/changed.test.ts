import { describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as departments from '../../src/departments/departments.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { hop, signedIn } from '../sessions/people.ts';
import { openDesk } from './desk.ts';
import { issued } from './people.ts';

type More = Parameters<typeof issued>[1] & {};

const desk = openDesk();
const DAY = 86_400_000;
const words = { 'zh-CN': '应用', ko: '응용', en: 'Application' };
const owed = () => outbox.ledger(desk.base, { destination_id: 'notices:hall' });
const telling = (identity_id: string) => ({
  kind: 'notice',
  state: 'due',
  notice: { kind: 'identity.changed', identity_id },
});

async function subscribed(): Promise<void> {
  await departments.add(desk.base, { code: '220000', kind: 'region', names: words });
  await clients.register(desk.base, {
    id: 'hall',
    department_code: '220000',
    names: words,
    sector: 'hall',
    redirect_uris: ['https://hall.example/callback'],
    scopes: 'openid profile',
    notices_uri: 'https://hall.example/notices',
    subscriptions: ['identity.changed'],
  });
  await desk.base.db('outbox').delete();
}

async function visited(): Promise<string> {
  await subscribed();
  const { identity_id } = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
  const session = await signedIn(desk.base, identity_id, { source_id: undefined });
  await hop(desk.base, session, identity_id, 'hall');
  return identity_id;
}

describe('a client where a person has been', () => {
  it('is not told of a sign-in that says only what is known, today or on any later day', async () => {
    const id = await visited();
    await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const before = (await identities.read(desk.base, id))?.version;
    for (let day = 1; day <= 3; day += 1) {
      desk.clock.advance(2 * DAY);
      await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    }
    expect((await identities.read(desk.base, id))?.version).toBe((before ?? 0) + 3);
    expect(await owed()).toEqual([]);
  });

  it.each([
    ['a phone', { attributes: { phone_number: '13900000000' } }],
    ['a name in another script', { attributes: { alias: 'ZHANG CESHI' } }],
    ['a level that was not reached', { level: 4 }],
  ])('is told of %s', async (_what, { attributes = {}, ...more }: More) => {
    const id = await visited();
    const arrival = { attributes: { ...desk.person, ...attributes }, ...more };
    await desk.arrive(issued(desk.account(), arrival));
    expect(await owed()).toMatchObject([telling(id)]);
  });

  it('is told when evidence stands again that had run out', async () => {
    const id = await visited();
    desk.clock.advance(4_000 * DAY);
    expect(await identities.level(desk.base, id)).toBe(0);
    await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    expect(await owed()).toMatchObject([telling(id)]);
  });

  it('is told when the person is suspended, in the same transaction', async () => {
    const id = await visited();
    const undone = desk.base.db.transaction(async (db) => {
      await interventions.suspend(
        { ...desk.base, db },
        { identity_id: id, reason_code: 'misuse_suspected' },
        {},
      );
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await owed()).toEqual([]);
    await interventions.suspend(
      desk.base,
      { identity_id: id, reason_code: 'misuse_suspected' },
      {},
    );
    expect(await owed()).toMatchObject([telling(id)]);
  });

  it('is not told of somebody who has never been there', async () => {
    await visited();
    const other = await desk.arrive(issued('gjj somebody else', { attributes: {} }));
    await interventions.suspend(
      desk.base,
      { identity_id: other.identity_id, reason_code: 'misuse_suspected' },
      {},
    );
    expect(await owed()).toEqual([]);
  });

  it('is found once, with one query for many people', async () => {
    const [one, two] = [await visited(), newId(desk.clock)];
    const again = await signedIn(desk.base, one, { source_id: undefined });
    await hop(desk.base, again, one, 'hall', 'fund');
    expect(await sessions.clientsOfMany(desk.base, [one, two])).toEqual(
      new Map([[one, ['fund', 'hall']]]),
    );
    expect(await sessions.clientsOfMany(desk.base, [])).toEqual(new Map());
  });
});
