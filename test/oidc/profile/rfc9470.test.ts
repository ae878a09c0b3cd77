/** The step-up challenge, RFC 9470: at userinfo and at our own APIs, for bearer and bound tokens. */
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hop } from '../rig.ts';
import { boundTokens, call, type Heard, type Rig, startRig, startSigner } from './oauth.ts';

const FLOOR = 'urn:songhua:acr:2';
const scope = 'openid profile records';
let rig: Rig;
let bound: Awaited<ReturnType<typeof startSigner>>;
beforeAll(async () => {
  rig = await startRig({ level_floor: 2 });
  bound = await startSigner(rig.g, 'bound', {
    ...{ profile: 'strict', level_floor: 2, scopes: 'openid profile records offline_access' },
  });
});
afterAll(async () => {
  await bound?.stop();
  await rig?.stop();
});

const expire = (expires_at: Date | null) =>
  rig.g.base.db('evidence').where({ identity_id: rig.person.identity_id }).update({ expires_at });
afterEach(() => expire(null));

const asBearer = (path: string, token: string) =>
  call(rig.g.issuer + path, { headers: { authorization: `Bearer ${token}` } });
const asBound = async (path: string, token: string) =>
  bound.call(rig.g.issuer + path, {
    headers: { authorization: `DPoP ${token}`, dpop: await bound.proof('GET', path, { token }) },
  });
const expectChallenge = (answer: Heard, scheme: string) => {
  expect(answer.status).toBe(401);
  const said = answer.headers.get('www-authenticate') ?? '';
  expect(said).toMatch(new RegExp(`^${scheme} realm="`));
  expect(said).toContain('error="insufficient_user_authentication"');
  expect(said).toContain(`acr_values="${FLOOR}"`);
  expect(answer.body).not.toHaveProperty('sub');
  expect(answer.body).not.toHaveProperty('cases');
};

describe.each(['/userinfo', '/api/records'])('RFC 9470 §3 at %s', (path) => {
  it('a token whose person fell below the floor is answered by the level that would do, and nothing else', async () => {
    const { access_token = '' } = await hop(rig.g, rig.g.hall, rig.who, { scope });
    expect((await asBearer(path, access_token)).status).toBe(200);
    await expire(rig.g.clock.now());
    expectChallenge(await asBearer(path, access_token), 'Bearer');
    await expire(null);
    expect((await asBearer(path, access_token)).status).toBe(200);
  });

  it('so is one that is bound to a key, in its own scheme', async () => {
    const { access_token } = await boundTokens(rig, bound, { scope });
    expect((await asBound(path, access_token)).status).toBe(200);
    await expire(rig.g.clock.now());
    expectChallenge(await asBound(path, access_token), 'DPoP');
  });

  it('a client without a floor is not asked for more than it needs', async () => {
    const { access_token = '' } = await hop(rig.g, rig.g.subhall, rig.who);
    await expire(rig.g.clock.now());
    const { status, headers } = await asBearer(path, access_token);
    expect(headers.get('www-authenticate') ?? '').not.toContain('insufficient_user_auth');
    expect(status).toBe(path === '/userinfo' ? 200 : 403);
  });
});

it('RFC 9470 §4, §5: asked again with what the challenge says, the person is asked for it, or the client told', async () => {
  const { g, who } = rig;
  await expire(g.clock.now());
  const { address } = g.hall.ask(g.issuer, { acr_values: FLOOR });
  const page = await who.open(address);
  expect(page.url.pathname).toMatch(/^\/signin\//);
  const silent = g.hall.ask(g.issuer, { acr_values: FLOOR, prompt: 'none' });
  const refused = (await who.open(silent.address)).url.searchParams.get('error');
  expect(refused).toBe('interaction_required');
  await expire(null);
  const { id_token = '', access_token = '' } = await hop(g, g.hall, who, { acr_values: FLOOR });
  expect(decodeJwt(id_token)['acr']).toBe(FLOOR);
  expect((await asBearer('/userinfo', access_token)).status).toBe(200);
});

it('RFC 9470 §7: the discovery document names the levels', async () => {
  const { body } = await call(`${rig.g.issuer}/.well-known/openid-configuration`);
  expect(body['acr_values_supported']).toContain(FLOOR);
});
