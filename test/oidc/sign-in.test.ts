import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';

let g: TestGateway;
beforeAll(async () => {
  g = await startTestGateway();
});
afterAll(() => g.stop());

describe('OpenID Connect, through the front door', () => {
  it('gives a client who the person is, at which level, under the subject of its sector', async () => {
    const person = await citizen(g.base, 'wang-1');
    const tokens = await tokensOf(g, g.hall, visitor(), person, {
      scope: 'openid profile realname idno phone',
    });
    const claims = await g.hall.verified(g.issuer, tokens.id_token as string);
    expect(claims).toMatchObject({
      acr: 'urn:songhua:acr:2',
      amr: ['pwd'],
      nonce: 'nonce-of-the-application',
    });
    expect(claims.sub).toMatch(/^[\w-]{22}$/);
    expect(claims.auth_time).toEqual(expect.any(Number));
    expect(claims).not.toHaveProperty('name');

    const info = await g.hall.userinfo(g.issuer, tokens.access_token as string);
    expect(info.body).toMatchObject({
      sub: claims.sub,
      name: '张测试',
      id_type: 'resident_id',
      id_no: '220000190001010018',
      real_name_level: 2,
    });
    const released = (await auditTrail(g.base)).filter(({ kind }) => kind === 'claims.released');
    expect(released.map(({ client_id, object_id }) => [client_id, object_id])).toEqual([
      ['hall', person.identity_id],
    ]);
  });

  it('lets a person who is signed in at one client into the next without asking, under another subject', async () => {
    const person = await citizen(g.base, 'wang-2', {
      attributes: { name: '李测试', id_type: 'resident_id', id_number: '220000190001010026' },
    });
    const who = visitor();
    const first = await tokensOf(g, g.hall, who, person);
    const { address, verifier } = g.subhall.ask(g.issuer);
    const page = await who.open(address);
    const code = page.url.searchParams.get('code') as string;
    const second = (await g.subhall.exchange(g.issuer, code, verifier)).body;
    const [a, b] = [
      await g.hall.verified(g.issuer, first.id_token as string),
      await g.subhall.verified(g.issuer, second.id_token as string),
    ];
    expect(a.sub).not.toBe(b.sub);
    expect(page.url.searchParams.get('iss')).toBe(g.issuer);
  });

  it('signs out everywhere when the person signs out anywhere, and shows the receipt', async () => {
    const person = await citizen(g.base, 'wang-3', {
      attributes: { name: '赵测试', id_type: 'resident_id', id_number: '22000019010101004X' },
    });
    const who = visitor();
    const tokens = await tokensOf(g, g.hall, who, person);
    const { sid } = await g.hall.verified(g.issuer, tokens.id_token as string);
    await who.open(g.subhall.ask(g.issuer).address);
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token as string,
      post_logout_redirect_uri: g.hall.post_logout_redirect_uri,
      state: 'back',
    });
    const confirm = await who.open(`${g.issuer}/signout?${query}`);
    const back = await who.submit(confirm, {}, { name: 'logout', value: 'yes' });
    expect(back.url.href).toBe(`${g.hall.post_logout_redirect_uri}?state=back`);
    await expect
      .poll(() => [g.hall.told.filter((t) => t.sid === sid).length, g.subhall.told.length], {
        timeout: 10_000,
      })
      .toEqual([1, 1]);
    expect((await g.hall.userinfo(g.issuer, tokens.access_token as string)).status).toBe(401);
    await expect
      .poll(async () => (await who.open(`${g.issuer}/signed-out`)).text, { timeout: 5_000 })
      .toMatch(/应用 hall.*应用 subhall/);
    const again = await who.open(g.hall.ask(g.issuer).address);
    expect(again.url.pathname).toMatch(/^\/signin\//);
  });

  it('ends the first session, with receipts, when a second person signs in in the same browser', async () => {
    const [one, two] = [
      await citizen(g.base, 'wang-4', {
        attributes: { name: '孙测试', id_type: 'resident_id', id_number: '222401190506150913' },
      }),
      await citizen(g.base, 'wang-5', {
        attributes: { name: '周测试', id_type: 'resident_id', id_number: '22018119020202003X' },
      }),
    ];
    const who = visitor();
    const first = await tokensOf(g, g.hall, who, one);
    const { sid } = await g.hall.verified(g.issuer, first.id_token as string);
    const second = await signInLocally(who, g.hall.ask(g.issuer, { prompt: 'login' }).address, two);
    expect(second.url.searchParams.get('code')).toBeTruthy();
    await expect
      .poll(() => g.hall.told.some((token) => token.sid === sid), { timeout: 10_000 })
      .toBe(true);
    expect((await g.hall.userinfo(g.issuer, first.access_token as string)).status).toBe(401);
    const ended = (await auditTrail(g.base)).filter(
      ({ kind, detail }) => kind === 'session.ended' && detail.reason === 'replaced',
    );
    expect(ended).toHaveLength(1);
  });
});
