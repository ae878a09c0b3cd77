/** The cookies and addresses of an issuer with TLS, spoken to behind its proxy. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Citizen,
  citizen,
  freePort,
  signInLocally,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { codeOf, signOut, somebody } from './rig.ts';

const ISSUER = 'https://id.songhua.example';

let g: TestGateway;
let behind: string;
let person: Citizen;
beforeAll(async () => {
  const port = await freePort();
  g = await startTestGateway({ env: { ISSUER, PORT: String(port) } });
  behind = `http://127.0.0.1:${port}`;
  // The proxy that holds the certificate: the same requests, over http.
  const straight = globalThis.fetch;
  vi.stubGlobal('fetch', (address: string | URL, init?: RequestInit) =>
    straight(String(address).replace(ISSUER, behind), init),
  );
  person = await citizen(g.base, 'cookie-1', somebody());
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await g?.stop();
});

interface Cookie {
  name: string;
  attributes: string[];
}

/** Each cookie as it was set last, and not as it was taken back. */
function cookiesSeen() {
  const seen = new Map<string, Cookie>();
  return {
    seen,
    sees(_url: URL, response: Response) {
      for (const header of response.headers.getSetCookie()) {
        const [pair = '', ...attributes] = header.split(/;\s*/);
        const name = pair.slice(0, pair.indexOf('='));
        if (pair !== `${name}=`) seen.set(name, { name, attributes });
      }
    },
  };
}

describe('an issuer with TLS', () => {
  it('sets cookies that only it gets, over TLS only, and that no script reads', async () => {
    const { seen, sees } = cookiesSeen();
    const who = visitor({ sees });
    const page = await signInLocally(who, g.hall.ask(ISSUER).address, person);
    codeOf(page);
    await who.open(`${ISSUER}/account`);
    const names = [...seen.keys()];
    expect(names).toEqual(
      expect.arrayContaining([
        '__Host-songhua',
        '__Secure-songhua-signin',
        '__Secure-songhua-resume',
      ]),
    );
    for (const { name, attributes } of seen.values()) {
      const has = attributes.map((one) => one.toLowerCase());
      expect([name, has]).toEqual([name, expect.arrayContaining(['secure', 'samesite=lax'])]);
      expect([name, has.some((one) => one.startsWith('domain='))]).toEqual([name, false]);
      expect(name).toMatch(/^__(Host|Secure)-songhua/);
      if (name.startsWith('__Host-'))
        expect([name, has]).toEqual([name, expect.arrayContaining(['path=/'])]);
      expect([name, has]).toEqual([name, expect.arrayContaining(['httponly'])]);
    }
  });

  it('keeps the session no longer than the browser window: its cookie has no end of its own', async () => {
    const { seen, sees } = cookiesSeen();
    await signInLocally(visitor({ sees }), g.hall.ask(ISSUER).address, person);
    const session = seen.get('__Host-songhua')?.attributes.join() ?? '';
    expect(session).not.toBe('');
    expect(session).not.toMatch(/expires|max-age/i);
  });

  it('believes a cookie only with its signature', async () => {
    const who = visitor();
    await signInLocally(who, g.hall.ask(ISSUER).address, person);
    const signed = who.cookies.get('__Host-songhua.sig /');
    expect(signed?.value).toMatch(/^__Host-songhua\.sig=./);
    who.cookies.set('__Host-songhua.sig /', { value: '__Host-songhua.sig=made-up', path: '/' });
    const page = await who.open(g.hall.ask(ISSUER).address);
    expect(page.url.pathname).toMatch(/^\/signin\//);
  });

  it('builds every address from its own name, whatever the request says of its host', async () => {
    const response = await fetch(`${behind}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'elsewhere.example', 'x-forwarded-proto': 'http' },
    });
    const told = (await response.json()) as Record<string, unknown>;
    const addresses = Object.entries(told).filter(([name]) =>
      /_endpoint$|_uri$|^issuer$/.test(name),
    );
    expect(addresses.length).toBeGreaterThan(5);
    for (const [, address] of addresses)
      expect(String(address)).toMatch(/^https:\/\/id\.songhua\.example/);
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('signs out whoever asks, and the receipt is for this browser alone', async () => {
    const who = visitor();
    const { address, verifier } = g.hall.ask(ISSUER);
    const code = codeOf(await signInLocally(who, address, person));
    const { body } = await g.hall.exchange(ISSUER, code, verifier);
    const page = await signOut(g, who, body.id_token as string);
    expect(page.url.href).toBe(`${ISSUER}/signed-out`);
    expect(page.text).toContain('应用 hall');
    expect((await visitor().open(`${ISSUER}/signed-out`)).text).not.toContain('应用 hall');
  });
});
