import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as consents from '../../src/consents/consents.ts';
import * as departments from '../../src/departments/departments.ts';
import { openDesk, type Somebody } from '../identities/desk.ts';
import { issued } from '../identities/people.ts';

const words = { 'zh-CN': '应用', ko: '응용', en: 'Application' };
const law = '个人信息保护法 第十三条第一项';
const by = (scope: string, basis: clients.Claim['basis']): clients.Claim => ({
  ...{ scope, basis, law, purpose: words },
});
/** `records` is asked about, but not approved. */
const hall = {
  scopes: 'openid profile phone realname',
  scopes_version: 3,
  claims: [by('phone', 'consent'), by('realname', 'consent'), by('records', 'consent')],
};
const now = new Date('2026-11-30T08:00:00Z');
const said = (changes: Partial<consents.Said> = {}): consents.Said => ({
  ...{ id: '1', scopes: 'phone', refused: 'realname', version: 3 },
  ...{ expires_at: new Date(now.getTime() + 1), ...changes },
});
const covered = (one?: consents.Said | null) => [...consents.covered(hall, one, now)].join(' ');

describe('what is covered', () => {
  it('is what is approved and rests on duty, and of the rest what was consented to', () => {
    expect(covered(said())).toBe('openid profile phone');
    expect(covered(said({ scopes: 'phone realname', refused: '' }))).toBe(hall.scopes);
    expect(covered(said({ scopes: '', refused: 'phone realname' }))).toBe('openid profile');
  });

  it('is never more than is approved, whatever was consented to', () => {
    expect(covered(said({ scopes: 'phone records idno' }))).toBe('openid profile phone');
  });

  it.each<[string, consents.Said | null | undefined]>([
    ['nothing was said', undefined],
    ['nothing stands', null],
    ['it was to an earlier version', said({ version: 2 })],
    ['it was to a later version than this node knows', said({ version: 4 })],
    ['the year is over to the millisecond', said({ expires_at: now })],
    ['the year is over, in the words of the database', said({ expires_at: now.toISOString() })],
  ])('is only what rests on duty where %s', (_, one) => {
    expect(covered(one)).toBe('openid profile');
  });
});

describe('what is asked', () => {
  const wanted = new Set(['openid', 'phone', 'realname', 'records']);
  it('is what is wanted, rests on consent, is approved, and of which nothing was said', () => {
    expect(consents.unsaid(hall, null, wanted, now)).toEqual(['phone', 'realname']);
    expect(consents.unsaid(hall, null, new Set(['openid', 'realname']), now)).toEqual(['realname']);
    expect(consents.unsaid(hall, said({ refused: '' }), wanted, now)).toEqual(['realname']);
  });

  it('is not what was refused within the year, and all of it after it', () => {
    expect(consents.unsaid(hall, said(), wanted, now)).toEqual([]);
    expect(consents.unsaid(hall, said({ expires_at: now }), wanted, now)).toEqual([
      'phone',
      'realname',
    ]);
    expect(consents.unsaid(hall, said({ version: 2 }), wanted, now)).toEqual(['phone', 'realname']);
  });
});

describe('the ledger', () => {
  const desk = openDesk();
  let who: Somebody;
  beforeAll(async () => {
    await departments.add(desk.base, { code: '220000', kind: 'region', names: words });
    for (const id of ['hall', 'other'])
      await clients.register(desk.base, {
        ...{ id, department_code: '220000', names: words, sector: id, scopes: hall.scopes },
        redirect_uris: [`https://${id}.example/callback`],
      });
  });
  beforeEach(async () => {
    who = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
  });
  const give = (scopes: string[], refused: string[], more: object = {}) => {
    desk.clock.advance(1_000);
    return consents.give(desk.base, {
      ...{ identity_id: who.identity_id, client_id: 'hall', version: 1, scopes, refused },
      ...more,
    });
  };
  const current = async (client_id = 'hall') =>
    (await consents.currentOf(desk.base, who.identity_id, [client_id])).get(client_id);
  const rows = () =>
    desk.base.db('consents').where({ identity_id: who.identity_id }).orderBy('given_at');

  it('keeps what was said of others: a new answer to one scope leaves the others', async () => {
    await give(['phone'], ['profile']);
    await give(['realname'], []);
    expect(await current()).toMatchObject({ scopes: 'phone realname', refused: 'profile' });
    await give(['profile'], ['phone']);
    expect(await current()).toMatchObject({ scopes: 'profile realname', refused: 'phone' });
    expect((await rows()).map(({ replaced_at }) => replaced_at !== null)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each<[string, () => Promise<number>]>([
    ['of another version', async () => 2],
    [
      'of over a year ago',
      async () => {
        desk.clock.advance(366 * 24 * 3_600_000);
        return 1;
      },
    ],
  ])('takes nothing over from an answer %s', async (_, later) => {
    await give(['phone'], ['profile']);
    await give(['realname'], [], { version: await later() });
    expect(await current()).toMatchObject({ scopes: 'realname', refused: '' });
  });

  it('is of one client: what is withdrawn there stands elsewhere', async () => {
    await give(['phone'], []);
    await give(['realname'], [], { client_id: 'other' });
    const of = { identity_id: who.identity_id, client_id: 'hall' };
    let ended = 0;
    const end = async () => {
      ended += 1;
    };
    expect(await consents.withdraw(desk.base, of, end)).toBe(true);
    expect(await consents.withdraw(desk.base, of, end)).toBe(false);
    expect([await current(), ended]).toEqual([undefined, 1]);
    expect(await current('other')).toMatchObject({ scopes: 'realname' });
    expect(await desk.lastEvent('consent.withdrawn')).toMatchObject({
      ...{ actor_id: who.identity_id, object_id: who.identity_id, client_id: 'hall' },
      detail: { scopes: 'phone', version: 1 },
    });
  });

  it('is one answer at a time, of two at once', async () => {
    await Promise.all([give(['phone'], []), give(['realname'], [])]);
    expect(await current()).toMatchObject({ scopes: 'phone realname' });
    expect(await rows()).toHaveLength(2);
  });

  it('is as it was where the grants could not be ended', async () => {
    await give(['phone'], []);
    const of = { identity_id: who.identity_id, client_id: 'hall' };
    const fails = async () => {
      throw new Error('made up');
    };
    await expect(consents.withdraw(desk.base, of, fails)).rejects.toThrow('made up');
    expect(await current()).toMatchObject({ scopes: 'phone', withdrawn_at: null });
  });
});
