import { describe, expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as identities from '../../src/identities/identities.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { openDesk } from './desk.ts';
import { atYibao, issued } from './people.ts';

const desk = openDesk();
const password = '一句不短的话 2026';

const signedIn = (
  uid: string,
  identity_id: string,
  way: { link_id?: string; credential_id?: string },
) =>
  sessions.start(desk.base, {
    uid,
    identity_id,
    level: 2,
    factor_reach: 2,
    amr: ['pwd'],
    device: 'x',
    network: 'x',
    ...way,
  });
const live = async (identity_id: string) =>
  (await sessions.list(desk.base, identity_id)).map(({ id }) => id);

describe('the ways to sign in', () => {
  it('are listed with the accounts, the oldest first', async () => {
    const { identity_id } = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    await desk.arrive(atYibao(desk.account('yb'), { attributes: desk.person }));
    const links = await identities.links(desk.base, identity_id);
    expect(links.map(({ source_id, bound_level }) => [source_id, bound_level])).toEqual([
      ['gjj', 3],
      ['yibao', 3],
    ]);
  });

  it('lose an account when its owner removes it, and the sessions that stood on it end', async () => {
    const gjj = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const { identity_id } = gjj;
    const yb = await desk.arrive(atYibao(desk.account('yb'), { attributes: desk.person }));
    await signedIn(desk.account('a'), identity_id, { link_id: gjj.link_id });
    const other = await signedIn(desk.account('b'), identity_id, { link_id: yb.link_id });

    await identities.unlink(desk.base, { identity_id, link_id: gjj.link_id });
    expect(await live(identity_id)).toEqual([other]);
    expect(await desk.lastEvent('identity.link_ended')).toMatchObject({
      actor_id: identity_id,
      object_id: gjj.link_id,
      source_id: 'gjj',
      outcome: 'ok',
    });
    await expect(
      identities.unlink(desk.base, { identity_id, link_id: gjj.link_id }),
    ).rejects.toMatchObject({ code: 'identities.unknown_link' });
    // The account may come again later: it is found by number and name, as a new link.
    expect(await desk.arrive(issued(desk.account(), { attributes: desk.person }))).toMatchObject({
      outcome: 'linked',
      identity_id,
    });
  });

  it('cannot lose the last one', async () => {
    const { identity_id, link_id } = await desk.arrive(
      issued(desk.account(), { attributes: desk.person }),
    );
    const last = { code: 'identities.last_way_in' };
    await expect(identities.unlink(desk.base, { identity_id, link_id })).rejects.toMatchObject(
      last,
    );

    // With a password, and a number to go with it, the account may go; then the password may not.
    await identities.setPassword(desk.base, { identity_id, password, bound_level: 2 });
    await identities.unlink(desk.base, { identity_id, link_id });
    await expect(identities.removePassword(desk.base, identity_id)).rejects.toMatchObject(last);
  });

  it('do not count a password that no name goes with', async () => {
    const unnumbered = issued(desk.account(), { attributes: { name: '金测试' } });
    const { identity_id, link_id } = await desk.arrive(unnumbered);
    await identities.setPassword(desk.base, { identity_id, password, bound_level: 2 });
    const unlink = () => identities.unlink(desk.base, { identity_id, link_id });
    await expect(unlink()).rejects.toMatchObject({ code: 'identities.last_way_in' });
    await identities.setPassword(desk.base, {
      identity_id,
      password,
      login_name: 'jin.ceshi',
      bound_level: 2,
    });
    await unlink();
  });

  it('of one person are not another’s to remove', async () => {
    const zhang = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const li = await desk.arrive(issued(desk.account('li'), { attributes: { name: '李测试' } }));
    await expect(
      identities.unlink(desk.base, { identity_id: li.identity_id, link_id: zhang.link_id }),
    ).rejects.toMatchObject({ code: 'identities.unknown_link' });
  });

  it('with a changed password end the other sessions that stood on it, not the one it was changed in', async () => {
    const { identity_id } = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const credential_id = await identities.setPassword(desk.base, {
      identity_id,
      password,
      bound_level: 2,
    });
    const here = await signedIn(desk.account('here'), identity_id, { credential_id });
    await signedIn(desk.account('elsewhere'), identity_id, { credential_id });
    const changed = await identities.setPassword(desk.base, {
      identity_id,
      password: `${password}!`,
      bound_level: 2,
      session_id: here,
    });
    expect(changed).toBe(credential_id);
    expect(await live(identity_id)).toEqual([here]);

    await identities.removePassword(desk.base, identity_id);
    expect(await live(identity_id)).toEqual([]);
    expect(await credentials.list(desk.base, identity_id)).toEqual([]);
  });

  it('refuse a password made of the person’s own number or birth date', async () => {
    const { identity_id } = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const number = desk.person.id_number;
    for (const own of [number, number.slice(-8), `a${number.slice(6, 14)}`])
      await expect(
        identities.setPassword(desk.base, { identity_id, password: own, bound_level: 2 }),
      ).rejects.toMatchObject({ code: 'credentials.password_common' });
  });
});

describe('somebody who types a number as user name', () => {
  it('is found when they own it, however it is written', async () => {
    const { identity_id } = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const number = desk.person.id_number;
    for (const typed of [
      number,
      number.toLowerCase(),
      ` ${number.slice(0, 6)} ${number.slice(6)} `,
    ])
      expect(await identities.findByIdentifier(desk.base, typed)).toBe(identity_id);
    expect(await identities.findByIdentifier(desk.base, 'zhang.san')).toBeUndefined();
    expect(await identities.findByIdentifier(desk.base, 'x'.repeat(100_000))).toBeUndefined();
  });

  it('is found with a passport and its country', async () => {
    const attributes = {
      name: 'YANGBEN ZHENGJIAN',
      id_type: 'passport',
      id_number: 'KOR:M00000001',
    };
    const { identity_id } = await desk.arrive(issued(desk.account(), { attributes }));
    expect(await identities.findByIdentifier(desk.base, 'kor:M00000001')).toBe(identity_id);
    expect(await identities.findByIdentifier(desk.base, 'M00000001')).toBeUndefined();
  });
});
