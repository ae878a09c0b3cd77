/** OpenID Connect RP-Initiated Logout 1.0: one test for each sentence that binds the provider. */
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as keys from '../../../src/keys/keys.ts';
import { revoke } from '../../../src/keys/revoke.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../../support/gateway.ts';
import { type Page, visitor } from '../../support/visitor.ts';
import { codeOf, hop, refusalIn, somebody } from '../rig.ts';
import { type Answered, noting, posted } from './rig.ts';

let g: TestGateway;
let person: Citizen;
let who: Visitor;
let seen: Answered[];
let hint: string;
let count = 0;
beforeAll(async () => {
  g = await startTestGateway();
});
beforeEach(async () => {
  count += 1;
  person = await citizen(g.base, `leaves-${count}`, somebody());
  seen = [];
  who = visitor(noting(seen));
  hint = (await tokensOf(g, g.hall, who, person)).id_token ?? '';
  seen.length = 0;
});
afterAll(async () => {
  vi.useRealTimers();
  await g?.stop();
});

const signout = (params: Record<string, string>) =>
  who.open(`${g.issuer}/signout?${new URLSearchParams(params)}`);
const yes = (page: Page) => who.submit(page, {}, { name: 'logout', value: 'yes' });
const isQuestion = (page: Page) =>
  page.forms.some(({ buttons }) => buttons.some(({ name }) => name === 'logout'));
const signedIn = async () =>
  refusalIn(await who.open(g.hall.ask(g.issuer, { prompt: 'none' }).address)) === null;
const back = () => g.hall.post_logout_redirect_uri;

/** Refused on a page of ours: nothing has ended, and nothing of the request was followed. */
async function refused(params: Record<string, string>): Promise<void> {
  const page = await signout(params);
  expect([page.status, page.url.origin, isQuestion(page)]).toEqual([400, g.issuer, false]);
  expect(page.html).not.toContain(back());
  expect(await signedIn()).toBe(true);
}

describe('RP-Initiated Logout §2, the request', () => {
  it('comes by GET or by POST; a posted token stands in no address', async () => {
    const asked = { id_token_hint: hint, post_logout_redirect_uri: back(), state: 'posted' };
    const led = await posted(`${g.issuer}/signout`, asked);
    expect([led.status, led.cookies]).toEqual([303, []]);
    const question = await who.open(led.to);
    expect(isQuestion(question)).toBe(true);
    const left = await yes(question);
    expect(left.url.href).toBe(`${back()}?state=posted`);
    expect(seen.map(({ search }) => search).join()).not.toContain(hint.slice(0, 20));
    expect(await signedIn()).toBe(false);
  });

  it('asks the person, who may stay; with yes the session is over', async () => {
    const question = await signout({ id_token_hint: hint });
    expect(isQuestion(question)).toBe(true);
    expect(await signedIn()).toBe(true);
    expect((await yes(question)).url.pathname).toBe('/signed-out');
    expect(await signedIn()).toBe(false);
  });

  it('asks also without a token, and where the token is of somebody else: only this browser’s session ends', async () => {
    const other = visitor();
    const neighbour = await citizen(g.base, `neighbour-${count}`, somebody());
    const theirs = (await tokensOf(g, g.hall, other, neighbour)).id_token ?? '';
    for (const params of [{}, { id_token_hint: theirs }] as Record<string, string>[]) {
      expect(isQuestion(await signout(params))).toBe(true);
      expect(await signedIn()).toBe(true);
    }
    await yes(await signout({ id_token_hint: theirs }));
    expect(await signedIn()).toBe(false);
    codeOf(await other.open(g.hall.ask(g.issuer, { prompt: 'none' }).address));
  });

  it('takes a token that is over, and one by a key that is no longer current', async () => {
    const kid = await keys.rotate(g.base, 'ES256');
    await expect
      .poll(async () => signer((await hop(g, g.hall, who)).id_token), { timeout: 10_000 })
      .toBe(kid);
    expect(signer(hint)).not.toBe(kid);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31 * 60_000 });
    const question = await signout({ id_token_hint: hint, post_logout_redirect_uri: back() });
    expect((await yes(question)).url.href).toBe(back());
    vi.useRealTimers();
  });

  it('whose token we did not issue, or whose client_id is not that of the token, is refused (also §4)', async () => {
    const [head, payload, signature] = hint.split('.');
    const target = { post_logout_redirect_uri: back() };
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const altered = Buffer.from(
      JSON.stringify({ ...decoded(payload), sub: 'somebody-else' }),
    ).toString('base64url');
    for (const forged of [
      'no token',
      `${none}.${payload}.`,
      `${head}.${altered}.${signature}`,
      `${head}.${payload}.${'A'.repeat(86)}`,
    ])
      await refused({ id_token_hint: forged, ...target });
    await refused({ id_token_hint: hint, client_id: 'subhall', ...target });
    const same = await signout({ id_token_hint: hint, client_id: 'hall', ...target });
    expect(isQuestion(same)).toBe(true);
  });

  it('whose key was lost is refused: nobody can tell any more who signed', async () => {
    const lost = signer(hint);
    await revoke(g.base, lost, { kind: 'system' });
    await expect
      .poll(async () => (await published()).includes(lost), { timeout: 10_000 })
      .toBe(false);
    await refused({ id_token_hint: hint, post_logout_redirect_uri: back() });
    // Without it the person can leave all the same.
    expect((await yes(await signout({ client_id: 'hall' }))).url.pathname).toBe('/signed-out');
  });

  it('speaks the language that it asks for, and takes a hint of whom to sign out, or one that we have not', async () => {
    for (const [ui_locales, lang] of [
      ['ko', 'ko'],
      ['tlh en', 'en'],
      ['tlh', 'zh-CN'],
    ] as const) {
      const page = await signout({ ui_locales, logout_hint: person.username });
      expect(/<html[^>]*lang="([^"]+)"/.exec(page.html)?.[1]).toBe(lang);
      expect(isQuestion(page)).toBe(true);
      expect(page.html).not.toContain(person.username);
    }
  });
});

describe('RP-Initiated Logout §3, the way back', () => {
  it('has the state to the letter, and none where there was none', async () => {
    const state = 'ünï & a=b#c';
    const asked = { id_token_hint: hint, post_logout_redirect_uri: back() };
    const left = await yes(await signout({ ...asked, state }));
    expect([left.url.searchParams.get('state'), left.url.hash]).toEqual([state, '']);
    await tokensOf(g, g.hall, who, person);
    expect((await yes(await signout(asked))).url.search).toBe('');
  });

  it('leads to a registered address of the client and nowhere else, compared to the letter', async () => {
    for (const post_logout_redirect_uri of [
      `${back()}/`,
      `${back()}?more=1`,
      back().replace('localhost', '127.0.0.1'),
      g.hall.redirect_uri,
      g.subhall.post_logout_redirect_uri,
      'https://thief.example/',
    ])
      for (const by of [{ id_token_hint: hint }, { client_id: 'hall' }] as Record<string, string>[])
        await refused({ ...by, post_logout_redirect_uri });
  });

  it('without a token needs the client’s name beside a registered address; without both there is none', async () => {
    const post_logout_redirect_uri = back();
    const named = await signout({ client_id: 'hall', post_logout_redirect_uri, state: 's' });
    expect((await yes(named)).url.href).toBe(`${back()}?state=s`);
    await tokensOf(g, g.hall, who, person);
    const left = await yes(await signout({ post_logout_redirect_uri, state: 's' }));
    expect([left.url.origin, left.url.pathname]).toEqual([g.issuer, '/signed-out']);
    expect(left.html).not.toContain(back());
  });

  it('comes only once every client has been told, the one that asked among them', async () => {
    const { sid } = await g.hall.verified(g.issuer, hint);
    const atSubhall = await hop(g, g.subhall, who);
    const theirs = await g.subhall.verified(g.issuer, atSubhall.id_token ?? '');
    await yes(await signout({ id_token_hint: hint, post_logout_redirect_uri: back() }));
    // Written down in the transaction that ends the session, before the browser is led back.
    const owed = await g.base.db('outbox').where({ kind: 'logout' }).select('body');
    expect(owed.map(({ body }) => body.sid)).toEqual(expect.arrayContaining([sid, theirs.sid]));
  });
});

it('RP-Initiated Logout §2.1: discovery names the endpoint', async () => {
  const told = await (await fetch(`${g.issuer}/.well-known/openid-configuration`)).json();
  expect((told as Record<string, unknown>)['end_session_endpoint']).toBe(`${g.issuer}/signout`);
});

const signer = (token: string | undefined) => decodeProtectedHeader(token ?? '').kid as string;
const decoded = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());
const published = async () =>
  ((await (await fetch(`${g.issuer}/jwks`)).json()) as { keys: { kid: string }[] }).keys.map(
    ({ kid }) => kid,
  );
