/** Redis emptied in mid-flow: at every step it costs a sign-in, and gives nobody anything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as sessions from '../../src/sessions/sessions.ts';
import { signInLocally } from '../support/gateway.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  pick,
  press,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

const missing = noRedis();
const beyond = { scope: 'openid profile offline_access', prompt: 'consent' };

describe.skipIf(missing)(missing ?? 'when Redis loses all it holds', () => {
  let redis: RedisServer;
  let p: Province;
  beforeAll(async () => {
    redis = await startRedis();
    p = await startProvince({ env: { REDIS_URL: redis.url } });
  });
  afterAll(async () => {
    await p?.stop();
    await redis?.stop();
  });

  const lose = () => redis.ask('FLUSHALL');
  const rows = async (table: string) => (await p.base.db(table)).length;

  it('before the password is typed, the sign-in begins again, and the password opens nothing', async () => {
    const [who, person] = [visitor(), await citizenOf(p, 'lost-1')];
    const { address } = p.hall.ask(p.issuer);
    const picker = await who.open(address);
    const asked = await who.submit(picker, {}, { name: 'source', value: 'local' });
    const before = await rows('sessions');
    await lose();
    const { username, password } = person;
    const page = await who.submit(asked, { username, password });
    expect(page.text).toContain('login.expired');
    expect(await rows('sessions')).toBe(before);
    codeOf(await signInLocally(who, address, person));
  });

  it('while the person is at the department, the answer from there is nobody’s', async () => {
    let stopping = true;
    const who = visitor({
      stopsAt: ({ pathname }) => stopping && pathname.startsWith('/callback/'),
    });
    const account = someone('失测试');
    const { address } = p.hall.ask(p.issuer);
    const back = await pick(p, who, await who.open(address), 'fund', account);
    stopping = false;
    const before = await rows('sessions');
    await lose();
    const page = await who.open(back.url);
    expect(page.text).toContain('login.visit_unknown');
    expect(await rows('sessions')).toBe(before);
    codeOf(await comeThrough(p, who, await who.open(address), 'fund', account));
  });

  it('while the person reads the notice, nobody is signed in and no identity made', async () => {
    const [who, account] = [visitor(), someone('失测试')];
    const { address } = p.hall.ask(p.issuer);
    const notice = await pick(p, who, await who.open(address), 'fund', account);
    const before = [await rows('sessions'), await rows('identities')];
    await lose();
    expect((await press(who, notice, '/notice')).url.searchParams.get('code')).toBeNull();
    expect([await rows('sessions'), await rows('identities')]).toEqual(before);
    codeOf(await comeThrough(p, who, await who.open(address), 'fund', account));
  });

  it('before a code is exchanged, the code is worth nothing and the hop is made again by a sign-in', async () => {
    const [who, account] = [visitor(), someone('失测试')];
    const { address, verifier } = p.hall.ask(p.issuer);
    const code = codeOf(await comeThrough(p, who, await who.open(address), 'fund', account));
    await lose();
    const answer = await p.hall.exchange(p.issuer, code, verifier);
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
    expect((await who.open(address)).url.pathname).toMatch(/^\/signin\//);
    const tokens = await tokensThrough(p, who, 'fund', account);
    expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(200);
  });

  it('under a living session, its browser signs in again; access tokens and tokens of the session are over', async () => {
    const [who, account] = [visitor(), someone('失测试')];
    const tokens = await tokensThrough(p, who, 'fund', account);
    await lose();
    const silent = await who.open(p.subhall.ask(p.issuer, { prompt: 'none' }).address);
    expect(silent.url.searchParams.get('error')).toBe('login_required');
    expect((await who.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
    const { access_token = '', refresh_token = '' } = tokens;
    expect((await p.hall.userinfo(p.issuer, access_token)).status).toBe(401);
    expect((await p.hall.introspect(p.issuer, access_token)).body).toEqual({ active: false });
    const refreshed = await p.hall.refresh(p.issuer, refresh_token);
    expect([refreshed.status, refreshed.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('a refresh token granted beyond the session works on, once, at the level that still stands', async () => {
    const [who, account] = [visitor(), someone('失测试')];
    const tokens = await tokensThrough(p, who, 'fund', account, beyond);
    await lose();
    const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
    expect(refreshed.status).toBe(200);
    const { body } = await p.hall.userinfo(p.issuer, refreshed.body.access_token ?? '');
    expect(body['sub']).toBe((await p.hall.verified(p.issuer, tokens.id_token ?? '')).sub);
    expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(400);
    const session = await sessionOf(p, tokens);
    await p.base.db('evidence').where({ identity_id: session.identity_id }).del();
    const next = await p.hall.refresh(p.issuer, refreshed.body.refresh_token ?? '');
    expect([next.status, next.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('a session that only PostgreSQL knows is still ended for every participant', async () => {
    const [who, account] = [visitor(), someone('失测试')];
    const tokens = await tokensThrough(p, who, 'fund', account);
    const ask = p.subhall.ask(p.issuer);
    await p.subhall.exchange(p.issuer, codeOf(await who.open(ask.address)), ask.verifier);
    const { id } = await sessionOf(p, tokens);
    await lose();
    await sessions.end(p.base, { ids: [id] }, { reason: 'staff' });
    const states = async () =>
      (await sessions.receiptsOf(p.base, [id]))[0]?.clients.map(({ state }) => state);
    await expect.poll(states, { timeout: 15_000 }).toEqual(['confirmed', 'confirmed']);
  });
});
