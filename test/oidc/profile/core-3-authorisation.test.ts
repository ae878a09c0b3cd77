// Longer than 250 lines on purpose: one chapter of a specification.
/**
 * OpenID Connect Core 1.0 §3.1.2, the authorisation endpoint: one test for each sentence that binds the
 * provider and that our code configures or overrides. docs/profile.md lists what is left to the engine.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../../src/clients/clients.ts';
import type { RelyingParty } from '../../doubles/relying-party.ts';
import {
  type Citizen,
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { another, codeOf, hop, press, refusalIn, somebody } from '../rig.ts';
import { type Answered, noting, posted } from './rig.ts';

let g: TestGateway;
let person: Citizen;
let other: Citizen;
let who: Visitor;
/** An id token of each of the two, at the hall. */
let own: string;
let foreign: string;
beforeAll(async () => {
  g = await startTestGateway();
  person = await citizen(g.base, 'core-1', somebody());
  other = await citizen(g.base, 'core-2', somebody());
  who = visitor();
  own = (await tokensOf(g, g.hall, who, person)).id_token ?? '';
  foreign = (await tokensOf(g, g.hall, visitor(), other)).id_token ?? '';
});
afterAll(async () => {
  vi.useRealTimers();
  await g?.stop();
});

const ask = (params: Record<string, string> = {}, party: RelyingParty = g.hall) =>
  party.ask(g.issuer, params).address;
const subOf = async (id_token: unknown, party = g.hall) =>
  (await party.verified(g.issuer, String(id_token))).sub;
const without = (name: string) => {
  const address = new URL(ask());
  address.searchParams.delete(name);
  return address;
};
/** Time goes on, for us and for the engine, which reads the clock of the process. */
function passes(ms: number): void {
  g.clock.advance(ms);
  vi.useFakeTimers({ toFake: ['Date'], now: g.clock.now() });
}
const onSignIn = /^\/signin\//;

describe('Core §3.1.2.1, the request', () => {
  it('comes by GET or by POST, and ends the same', async () => {
    const { address, verifier } = g.hall.ask(g.issuer, { state: 'posted & kept' });
    const led = await posted(`${g.issuer}/auth`, new URL(address).searchParams);
    const back = await who.open(led.to);
    expect(back.url.searchParams.get('state')).toBe('posted & kept');
    expect((await g.hall.exchange(g.issuer, codeOf(back), verifier)).status).toBe(200);
    // Whoever has to sign in first comes back all the same.
    const { address: again } = g.hall.ask(g.issuer, { login_hint: 'core-1' });
    const first = await posted(`${g.issuer}/auth`, new URL(again).searchParams);
    codeOf(await signInLocally(visitor(), first.to, person));
  });

  it('by POST stands in no address, touches no cookie, and is forgotten after a while', async () => {
    const { address } = g.hall.ask(g.issuer, { login_hint: 'core-1' });
    const led = await posted(`${g.issuer}/auth`, new URL(address).searchParams);
    expect([...new URL(led.to).searchParams.keys()]).toEqual(['posted']);
    expect(led.to).toMatch(/^http:\/\/[^/]+\/auth\?posted=[\w-]{32}$/);
    expect(led.cookies).toEqual([]);
    passes(10 * 60_000 + 1);
    const late = await visitor().open(led.to);
    expect([late.status, late.url.pathname]).toEqual([400, '/auth']);
    await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    const long = new URLSearchParams({ client_id: 'hall', state: 'x'.repeat(17_000) });
    expect((await posted(`${g.issuer}/auth`, long)).status).toBe(413);
    const json = await fetch(`${g.issuer}/auth`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/html' },
      body: '{}',
    });
    expect(json.status).toBe(400);
  });

  it('goes to a registered address, compared to the letter', async () => {
    const right = new URL(g.hall.redirect_uri);
    const port = String(Number(right.port) + 1);
    for (const wrong of [
      `${right.href}/`,
      `${right.href}?more=1`,
      `${right.href}#here`,
      right.href.replace('/callback', '/Callback'),
      right.href.replace('/callback', '/x/../callback'),
      right.href.replace('localhost', 'LOCALHOST'),
      right.href.replace('localhost', '127.0.0.1'),
      right.href.replace(right.port, port),
      right.href.replace('http:', 'https:'),
    ]) {
      const page = await who.open(ask({ redirect_uri: wrong }));
      expect([wrong, page.status, page.url.origin]).toEqual([wrong, 400, g.issuer]);
    }
  });

  it('with prompt=none shows no page: an answer or an error, at once', async () => {
    for (const somebodyIn of [true, false]) {
      const seen: Answered[] = [];
      const browser = visitor(noting(seen));
      if (somebodyIn) await tokensOf(g, g.hall, browser, person);
      seen.length = 0;
      const page = await browser.open(ask({ prompt: 'none' }));
      expect(page.url.origin).toBe(new URL(g.hall.redirect_uri).origin);
      expect(seen.filter(({ origin }) => origin === g.issuer).every(isRedirect)).toBe(true);
    }
    expect(refusalIn(await visitor().open(ask({ prompt: 'none' })))).toBe('login_required');
  });

  it('with prompt=login asks anew, and the error is login_required where that cannot be', async () => {
    const before = await authTime(await hop(g, g.hall, who));
    passes(5_000);
    const anew = await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    expect((await authTime(anew)) - before).toBeGreaterThanOrEqual(5);
    expect(refusalIn(await who.open(ask({ prompt: 'login none' })))).toBe('invalid_request');
  });

  it('with prompt=consent asks whoever is asked at all, and consent_required where that cannot be', async () => {
    const party = await another(g, 'by-consent', { scopes: 'openid realname' });
    await clients.setClaims(g.base, party.id, [byConsent('realname')], { kind: 'system' });
    const params = { scope: 'openid realname' };
    await vi.waitFor(
      async () => {
        const silent = await who.open(ask({ ...params, prompt: 'none' }, party));
        expect(refusalIn(silent)).toBe('consent_required');
      },
      { timeout: 10_000, interval: 50 },
    );
    // Core §3.1.2.4: nothing is given before the person has decided.
    const page = await who.open(ask(params, party));
    expect(page.url.pathname).toMatch(onSignIn);
    const said = await who.submit(page, {}, { name: 'consent', value: 'allow' });
    codeOf(said);
    codeOf(await who.open(ask({ ...params, prompt: 'none' }, party)));
    const anew = await who.open(ask({ ...params, prompt: 'consent' }, party));
    expect(anew.url.pathname).toMatch(onSignIn);
    await party.stop();
  });

  it('with prompt=select_account lets the person choose', async () => {
    const page = await who.open(ask({ prompt: 'select_account' }));
    expect(page.url.pathname).toMatch(onSignIn);
    codeOf(await press(who, page, '/continue'));
  });

  it('with max_age asks anew when the sign-in is older, and says when it was', async () => {
    await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    expect(await authTime(await hop(g, g.hall, who, { max_age: '100' }))).toBeTypeOf('number');
    passes(101_000);
    expect((await who.open(ask({ max_age: '100' }))).url.pathname).toMatch(onSignIn);
    expect(refusalIn(await who.open(ask({ max_age: '100', prompt: 'none' })))).toBe(
      'login_required',
    );
    const zero = await who.open(ask({ max_age: '0' }));
    expect(zero.url.pathname).toMatch(onSignIn);
  });

  it('with languages, a display or a level that we have not, is no error (also §15.1)', async () => {
    const unknown = { ui_locales: 'tlh', claims_locales: 'tlh fr', display: 'wap' };
    codeOf(await who.open(ask({ ...unknown, acr_values: 'silver' })));
    for (const display of ['page', 'popup', 'touch', 'no-such'])
      codeOf(await who.open(ask({ display })));
  });
});

describe('Core §3.1.2.1 and §3.1.2.2, a person who is named', () => {
  it('by id_token_hint, and signed in, is answered; somebody else is not', async () => {
    const same = await hop(g, g.hall, who, { id_token_hint: own, prompt: 'none' });
    expect(await subOf(same.id_token)).toBe(await subOf(own));
    const silent = await who.open(ask({ id_token_hint: foreign, prompt: 'none' }));
    expect(refusalIn(silent)).toBe('login_required');
  });

  it.each<[string, () => Promise<Record<string, string>>]>([
    ['id_token_hint', async () => ({ id_token_hint: foreign })],
    [
      'a value of the claim sub',
      async () => ({
        claims: JSON.stringify({ id_token: { sub: { value: await subOf(foreign) } } }),
      }),
    ],
  ])('by %s, is the only one that an answer is about', async (_by, named) => {
    const browser = visitor();
    await tokensOf(g, g.hall, browser, person);
    const { address, verifier } = g.hall.ask(g.issuer, await named());
    const wrong = await signInLocally(browser, address, person);
    expect([wrong.url.origin, wrong.url.searchParams.get('code')]).toEqual([g.issuer, null]);
    const right = await signInLocally(browser, address, other);
    const { body } = await g.hall.exchange(g.issuer, codeOf(right), verifier);
    expect(await subOf(body.id_token)).toBe(await subOf(foreign));
  });

  it('by a token that we did not issue is refused; by one of ours that is over, answered', async () => {
    const [head, payload] = own.split('.');
    const forged = `${head}.${payload}.${foreign.split('.')[2]}`;
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    for (const id_token_hint of [forged, none, 'no token'])
      expect(refusalIn(await who.open(ask({ id_token_hint })))).toBe('invalid_request');
    // Of another client: it names nobody to this one.
    const elsewhere = (await hop(g, g.subhall, who)).id_token ?? '';
    expect(refusalIn(await who.open(ask({ id_token_hint: elsewhere })))).toBe('invalid_request');
    passes(3_600_000);
    await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    codeOf(await who.open(ask({ id_token_hint: own, prompt: 'none' })));
  });
});

describe('Core §3.1.2.2, a request', () => {
  it.each([
    ['response_type', 'invalid_request'],
    ['code_challenge', 'invalid_request'],
  ])('without %s is refused, back at the client', async (name, error) => {
    const page = await who.open(without(name));
    expect(refusalIn(page)).toBe(error);
    expect(page.url.searchParams.get('state')).toBe('state-of-the-application');
  });

  it.each(['client_id', 'redirect_uri'])(
    'without %s is refused on a page of ours',
    async (name) => {
      const page = await who.open(without(name));
      expect([page.status, page.url.origin]).toEqual([400, g.issuer]);
    },
  );

  it('in which a parameter stands twice is refused', async () => {
    const page = await who.open(`${ask()}&scope=openid`);
    expect(refusalIn(page)).toBe('invalid_request');
  });

  it('with a parameter that nobody knows is answered as without it', async () => {
    codeOf(await who.open(ask({ favourite_fish: 'sturgeon' })));
  });
});

describe('Core §3.1.2.3, authenticating the person', () => {
  it('is attempted where nobody is signed in, on a page that stands in no frame and takes no foreign form', async () => {
    const seen: Answered[] = [];
    const stranger = visitor(noting(seen));
    const picker = await stranger.open(ask());
    expect(picker.url.pathname).toMatch(onSignIn);
    expect(seen.at(-1)?.headers.get('x-frame-options')).toBe('DENY');
    expect(seen.at(-1)?.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const forms = picker.forms.map((form) => ({ ...form, fields: { ...form.fields, _csrf: 'x' } }));
    const forged = await stranger.submit(
      { ...picker, forms },
      {},
      { name: 'source', value: 'local' },
    );
    expect(forged.status).toBe(403);
  });
});

describe('Core §3.1.2.5 and §3.1.2.6, the answer', () => {
  it('is in the query of the address, with the state and nothing but its own parameters', async () => {
    const state = 'ünï & code=forged#x';
    const page = await who.open(ask({ state }));
    expect(page.url.hash).toBe('');
    expect([...page.url.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state']);
    expect(page.url.searchParams.get('state')).toBe(state);
  });

  it('that is an error names it, with the state, and leads to no address that is not registered', async () => {
    const page = await visitor().open(ask({ prompt: 'none', state: 'kept' }));
    expect([...page.url.searchParams.keys()].sort()).toEqual([
      'error',
      'error_description',
      'iss',
      'state',
    ]);
    expect(page.url.searchParams.get('state')).toBe('kept');
    const thief = 'https://thief.example/callback';
    const stays = await visitor().open(ask({ prompt: 'none', redirect_uri: thief }));
    expect([stays.status, stays.url.origin, stays.html.includes(thief)]).toEqual([
      400,
      g.issuer,
      false,
    ]);
  });
});

const isRedirect = ({ status }: Answered) => status >= 300 && status < 400;
const authTime = async (body: { id_token?: string }) =>
  (await g.hall.verified(g.issuer, body.id_token ?? ''))['auth_time'] as number;
const byConsent = (scope: string): clients.Claim => ({
  scope,
  basis: 'consent',
  law: '个人信息保护法 第十三条第一项',
  purpose: { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' },
});
