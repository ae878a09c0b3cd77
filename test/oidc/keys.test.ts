/** Signing keys change on a gateway that runs, and no client notices. */
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as keys from '../../src/keys/keys.ts';
import type { RelyingParty } from '../doubles/relying-party.ts';
import {
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { another, HOUR, hop, refusalIn, signOut, somebody } from './rig.ts';

let g: TestGateway;
let who: Visitor;
let rsa: RelyingParty;
let first: string;
beforeAll(async () => {
  g = await startTestGateway();
  rsa = await another(g, 'rsa-client', { id_token_alg: 'RS256' });
  who = visitor();
  first = (await tokensOf(g, g.hall, who, await citizen(g.base, 'key-1', somebody())))
    .id_token as string;
});
afterAll(async () => {
  await g?.stop();
  await rsa?.stop();
});

interface Published {
  kid: string;
  alg: string;
  use: string;
  [member: string]: unknown;
}

const published = async () => {
  const response = await fetch(`${g.issuer}/jwks`);
  const { keys } = (await response.json()) as { keys: Published[] };
  return { response, keys, kids: keys.map(({ kid }) => kid) };
};

const inState = async (alg: string, state: string) => {
  const all = await keys.signingKeys(g.base);
  return all.filter((key) => key.alg === alg && key.state === state).map(({ kid }) => kid);
};

const idToken = async (party: RelyingParty) =>
  (await hop(g, party, who, { prompt: 'none' })).id_token as string;
const signedBy = (token: string) => decodeProtectedHeader(token).kid as string;

/** What a stranger's browser gets with this hint: at a silent sign-in, and where it asks to sign out. */
async function answersTo(id_token_hint: string): Promise<[string | null, number]> {
  const { address } = g.hall.ask(g.issuer, { id_token_hint, prompt: 'none' });
  const query = new URLSearchParams({ id_token_hint });
  const leaving = await visitor().open(`${g.issuer}/signout?${query}`);
  return [refusalIn(await visitor().open(address)), leaving.status];
}

/** Rotates, and waits until the running gateway signs by the new key. */
async function rotated(alg: 'ES256' | 'RS256', party: RelyingParty): Promise<string> {
  const kid = await keys.rotate(g.base, alg);
  await expect
    .poll(async () => signedBy(await idToken(party)), { timeout: 10_000, interval: 50 })
    .toBe(kid);
  return kid;
}

describe('the published keys', () => {
  it('are public halves only, of ES256 and RS256, and are kept for at most five minutes', async () => {
    const { response, keys: all } = await published();
    expect(all.map(({ alg }) => alg).sort()).toEqual(['ES256', 'ES256', 'RS256', 'RS256']);
    for (const key of all) {
      expect(key.use).toBe('sig');
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) {
        expect(key).not.toHaveProperty(secret);
      }
    }
    const maxAge = /max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1];
    expect(Number(maxAge)).toBeGreaterThan(0);
    expect(Number(maxAge)).toBeLessThanOrEqual(300);
  });

  it('name no algorithm with a shared secret, and none without signature, anywhere in discovery', async () => {
    const text = await (await fetch(`${g.issuer}/.well-known/openid-configuration`)).text();
    const told = JSON.parse(text);
    expect(told.id_token_signing_alg_values_supported).toEqual(['ES256', 'RS256']);
    const algorithms = Object.entries(told).filter(([name]) => name.includes('_alg_values_'));
    for (const [, values] of algorithms) expect(values).not.toContain('none');
    expect(text).not.toMatch(/"HS(256|384|512)"/);
  });
});

describe('a rotation on a running gateway', () => {
  it('signs by a key that every client could have fetched before, and publishes its successor', async () => {
    const [next] = await inState('ES256', 'next');
    expect((await published()).kids).toContain(next);
    expect(signedBy(await idToken(g.hall))).not.toBe(next);

    expect(await rotated('ES256', g.hall)).toBe(next);
    const [successor] = await inState('ES256', 'next');
    const { kids } = await published();
    expect(kids).toContain(successor);
    expect(kids).toHaveLength(5);
    expect(signedBy(await idToken(g.hall))).toBe(next);
    await g.hall.verified(g.issuer, await idToken(g.hall));
  });

  it('leaves earlier id tokens valid: they verify, and say who is to be signed out', async () => {
    await rotated('ES256', g.hall);
    expect(await inState('ES256', 'old')).toContain(signedBy(first));
    const { sid } = await g.hall.verified(g.issuer, first);
    const page = await signOut(g, who, first, {
      post_logout_redirect_uri: g.hall.post_logout_redirect_uri,
    });
    expect(page.url.href).toBe(g.hall.post_logout_redirect_uri);
    await expect
      .poll(() => g.hall.told.filter((token) => token['sid'] === sid).length, { timeout: 10_000 })
      .toBe(1);
    await tokensOf(g, g.hall, who, await citizen(g.base, 'key-2', somebody()));
  });

  it('keeps the algorithm of a client that asked for RS256, and changes no other key', async () => {
    const before = await inState('ES256', 'current');
    const token = await idToken(rsa);
    expect(decodeProtectedHeader(token).alg).toBe('RS256');
    const kid = await rotated('RS256', rsa);
    expect(signedBy(token)).not.toBe(kid);
    await rsa.verified(g.issuer, token);
    await rsa.verified(g.issuer, await idToken(rsa));
    expect(await inState('ES256', 'current')).toEqual(before);
    expect(signedBy(await idToken(g.hall))).toBe(before[0]);
  });

  it('signs logout tokens by the key that is current, in the algorithm of the client', async () => {
    const kid = await rotated('RS256', rsa);
    const token = await idToken(rsa);
    const heard = await another(g, 'rsa-heard', { id_token_alg: 'RS256' });
    const { sid } = await heard.verified(g.issuer, await idToken(heard));
    await signOut(g, who, token);
    await expect
      .poll(() => heard.told.find((told) => told['sid'] === sid), { timeout: 10_000 })
      .toBeDefined();
    expect(decodeProtectedHeader(heard.tokens.at(-1) as string)).toMatchObject({
      alg: 'RS256',
      kid,
      typ: 'logout+jwt',
    });
    await heard.verified(g.issuer, heard.tokens.at(-1) as string);
    await heard.stop();
  });

  it('takes an old key back only when its last token has expired, and never gives its name again', async () => {
    const seen = new Set((await auditTrail(g.base)).flatMap(keyMade));
    const old = await inState('ES256', 'old');
    expect(old).toContain(signedBy(first));
    g.clock.advance(23 * HOUR);
    expect(await keys.retire(g.base)).toEqual([]);
    // As long as it is published, whoever is named by a token of it is known.
    expect(await answersTo(first)).toEqual(['login_required', 200]);
    g.clock.advance(HOUR);
    const retired = await keys.retire(g.base);
    expect(retired).toEqual(expect.arrayContaining(old));
    await expect
      .poll(async () => (await published()).kids.filter((kid) => retired.includes(kid)), {
        timeout: 10_000,
      })
      .toEqual([]);
    // From then on nobody can tell who signed: the hint is refused, at both ends.
    expect(await answersTo(first)).toEqual(['invalid_request', 400]);
    const kid = await keys.rotate(g.base, 'ES256');
    const made = (await auditTrail(g.base)).flatMap(keyMade);
    expect(new Set(made).size).toBe(made.length);
    expect(made.length).toBe(seen.size + 1);
    expect(retired).not.toContain(kid);
  });
});

const keyMade = ({ kind, object_id }: { kind: string; object_id: string | null }) =>
  kind === 'keys.made' ? [object_id] : [];
