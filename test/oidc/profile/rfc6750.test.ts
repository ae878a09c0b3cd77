/** Bearer tokens, RFC 6750: at userinfo, which is the engine's, and at our own APIs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hop } from '../rig.ts';
import { call, errorOf, form, type Rig, startRig } from './oauth.ts';

let rig: Rig;
let token: string;
beforeAll(async () => {
  rig = await startRig();
  const { g, who } = rig;
  token = (await hop(g, g.hall, who, { scope: 'openid profile records' })).access_token ?? '';
});
afterAll(() => rig?.stop());

const at = (path: string, authorization?: string) =>
  call(rig.g.issuer + path, authorization === undefined ? {} : { headers: { authorization } });

describe.each(['/userinfo', '/api/records'])('RFC 6750 at %s', (path) => {
  it('§2.1: a token is taken in the header, whatever the case of the scheme', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      expect((await at(path, `${scheme} ${token}`)).status).toBe(200);
  });

  it('§2.3: no token is taken in an address', async () => {
    const answer = await at(`${path}?access_token=${token}`);
    expect([400, 401]).toContain(answer.status);
  });

  it('§3, §3.1: whoever shows none is asked for one, and told of no error', async () => {
    const { status, headers } = await at(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="/);
    expect(headers.get('www-authenticate')).not.toContain('error');
  });

  it('§3.1: one that is none, or was revoked, is `invalid_token`, 401', async () => {
    const { g, who } = rig;
    const revoked = (await hop(g, g.subhall, who)).access_token ?? '';
    await g.subhall.revoke(g.issuer, revoked);
    for (const bad of ['x'.repeat(43), `${token}x`, revoked]) {
      const { status, headers } = await at(path, `Bearer ${bad}`);
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    }
  });

  it('§5.3: no answer may be kept on the way', async () => {
    for (const authorization of [`Bearer ${token}`, 'Bearer x'])
      expect((await at(path, authorization)).headers.get('cache-control')).toMatch(/no-store/);
  });
});

it('RFC 6750 §2: a token that is shown in two ways is refused with `invalid_request`', async () => {
  const both = await form(
    `${rig.g.issuer}/userinfo`,
    { access_token: token },
    { authorization: `Bearer ${token}` },
  );
  expect(errorOf(both)).toEqual([400, 'invalid_request']);
});

it('RFC 6750 §3.1: a token without the scope is `insufficient_scope`, 403, and the scope is named', async () => {
  const { g, who } = rig;
  const { access_token } = await hop(g, g.hall, who, { scope: 'openid profile' });
  const api = await at('/api/records', `Bearer ${access_token}`);
  expect(api.status).toBe(403);
  expect(api.headers.get('www-authenticate')).toMatch(
    /^Bearer .*error="insufficient_scope".*scope="records"/,
  );
});
