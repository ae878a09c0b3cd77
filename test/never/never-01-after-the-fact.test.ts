/** Never 1: a way in that is over lets nobody in, whatever was begun or handed out while it stood. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { issued, number } from '../identities/people.ts';
import { signInLocally, startTestGateway, type TestGateway, tokensOf } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import { codeOf } from './province.ts';

const offline = { scope: 'openid offline_access realname idno', prompt: 'consent' };

let p: TestGateway;
beforeAll(async () => {
  p = await startTestGateway();
});
afterAll(() => p.stop());

/** Types the right password, and stops before the gateway goes on. */
async function halfWay(person: Parameters<typeof signInLocally>[2]) {
  const { address, verifier } = p.hall.ask(p.issuer);
  let steps = 0;
  const who = visitor({
    stopsAt: ({ pathname }) => /^\/signin\/[^/]+$/.test(pathname) && ++steps === 3,
  });
  const page = await signInLocally(who, address, person);
  expect(page.url.pathname).toMatch(/^\/signin\/[^/]+$/);
  return { next: page.url, who, verifier };
}

describe('a sign-in that was begun with a password', () => {
  it('goes on as long as the password is the same', async () => {
    const person = await citizenOf(p, 'wu-0');
    const { next, who } = await halfWay(person);
    expect(codeOf(await who.open(next))).toBeTruthy();
  });

  it('lets nobody in once the owner has changed the password', async () => {
    const person = await citizenOf(p, 'wu-1');
    const { next, who } = await halfWay(person);
    await identities.setPassword(p.base, {
      ...{ identity_id: person.identity_id, bound_level: 2, password: 'another-sturgeon-9' },
    });
    const page = await who.open(next);
    expect(page.url.searchParams.get('code')).toBeNull();
    expect(page.url.pathname).toMatch(/^\/(signin|auth)\//);
    expect((await who.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
  });

  it('lets nobody in who proved it before staff stopped the identity, though it was restored', async () => {
    const person = await citizenOf(p, 'wu-4');
    const { identity_id } = person;
    const { next, who } = await halfWay(person);
    p.clock.advance(1_000);
    await interventions.suspend(p.base, { identity_id, reason_code: 'misuse_reported' }, {});
    await interventions.restore(p.base, { identity_id, reason_code: 'settled' }, {});
    const page = await who.open(next);
    expect(page.url.searchParams.get('code')).toBeNull();
    expect((await who.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
  });

  it('lets nobody in once the owner has removed it, or staff have locked the identity', async () => {
    const removed = await citizenOf(p, 'wu-2');
    const locked = await citizenOf(p, 'wu-3');
    const ways = [await halfWay(removed), await halfWay(locked)];
    await identities.removePassword(p.base, removed.identity_id);
    await interventions.suspend(
      p.base,
      { identity_id: locked.identity_id, reason_code: 'misuse_suspected' },
      {},
    );
    for (const { next, who } of ways) {
      const page = await who.open(next);
      expect(page.url.searchParams.get('code')).toBeNull();
      expect((await who.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
    }
  });
});

describe('a refresh token that outlives its session', () => {
  it('works after a sign-out, which ends no way in', async () => {
    const person = await citizenOf(p, 'zheng-0');
    const tokens = await tokensOf(p, p.hall, visitor(), person, offline);
    await p.base.db('sessions').where({ identity_id: person.identity_id }).update({
      ended_at: p.clock.now(),
      end_reason: 'sign_out',
    });
    expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(200);
  });

  it('of who had prepared the identity tells nothing of the owner who has joined it', async () => {
    const attributes = { name: '钱样本', id_type: 'resident_id', id_number: number() };
    const prepared = await citizenOf(p, 'zheng-1', { id_number: attributes.id_number });
    const tokens = await tokensOf(p, p.hall, visitor(), prepared, offline);
    const joined = await identities.resolve(
      p.base,
      issued('yb-zheng-1', { source_id: 'yibao', level: 3, attributes }),
    );
    expect(joined).toMatchObject({ outcome: 'linked', suspended: { credentials: 1 } });
    const told = await p.hall.userinfo(p.issuer, tokens.access_token ?? '');
    expect(told.status).toBe(401);
    const again = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('of somebody who had the password ends with the password', async () => {
    const person = await citizenOf(p, 'zheng-2');
    const tokens = await tokensOf(p, p.hall, visitor(), person, offline);
    await identities.removePassword(p.base, person.identity_id);
    const again = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('of somebody whom staff had stopped is over, also once they are let in again', async () => {
    const person = await citizenOf(p, 'zheng-4');
    const tokens = await tokensOf(p, p.hall, visitor(), person, offline);
    const { identity_id } = person;
    p.clock.advance(1_000);
    await interventions.suspend(p.base, { identity_id, reason_code: 'misuse_reported' }, {});
    await interventions.restore(p.base, { identity_id, reason_code: 'settled' }, {});
    const again = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('is not active to a department’s API once the identity is locked', async () => {
    const person = await citizenOf(p, 'zheng-3');
    const tokens = await tokensOf(p, p.hall, visitor(), person, offline);
    const active = async () =>
      Promise.all(
        [tokens.access_token, tokens.refresh_token].map(
          async (token) => (await p.hall.introspect(p.issuer, token ?? '')).body['active'],
        ),
      );
    expect(await active()).toEqual([true, true]);
    await interventions.suspend(
      p.base,
      { identity_id: person.identity_id, reason_code: 'misuse_suspected' },
      {},
    );
    expect(await active()).toEqual([false, false]);
  });
});
