/** What a client may ask of a sign-in: nothing to be shown, to be asked anew, a level, a language. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RelyingParty } from '../doubles/relying-party.ts';
import {
  type Citizen,
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { another, codeOf, hop, press, refusalIn, somebody } from './rig.ts';

let g: TestGateway;
let person: Citizen;
let who: Visitor;
beforeAll(async () => {
  g = await startTestGateway();
  person = await citizen(g.base, 'prompt-1', somebody());
  who = visitor();
  await tokensOf(g, g.hall, who, person);
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => g?.stop());

const ask = (params: Record<string, string>, party: RelyingParty = g.hall) =>
  party.ask(g.issuer, params).address;
const authTime = async (body: { id_token?: string }) =>
  (await g.hall.verified(g.issuer, body.id_token as string))['auth_time'] as number;

/** The engine takes the time from the process: this moves it there, and on our clock. */
function hasPassed(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
  g.clock.advance(seconds * 1000);
}

describe('prompt', () => {
  it('none gives a code to who is signed in, and login_required to who is not, without a page', async () => {
    codeOf(await who.open(ask({ prompt: 'none' })));
    const page = await visitor().open(ask({ prompt: 'none' }));
    expect(refusalIn(page)).toBe('login_required');
    expect(page.url.searchParams.get('iss')).toBe(g.issuer);
  });

  it('none does not stand beside another value', async () => {
    expect(refusalIn(await who.open(ask({ prompt: 'none login' })))).toBe('invalid_request');
  });

  it('login asks for the password although somebody is signed in', async () => {
    const page = await who.open(ask({ prompt: 'login' }));
    expect(page.url.pathname).toMatch(/^\/signin\//);
    codeOf(await signInLocally(who, ask({ prompt: 'login' }), person));
  });

  it('select_account offers to go on as who is signed in, by a name that is masked', async () => {
    const page = await who.open(ask({ prompt: 'select_account' }));
    expect(page.text).toContain('韩**');
    expect(page.text).not.toContain('韩测试');
    codeOf(await press(who, page, '/continue'));
  });

  it('select_account lets somebody else sign in instead', async () => {
    const other = await citizen(g.base, 'prompt-2', somebody());
    const browser = visitor();
    await tokensOf(g, g.hall, browser, person);
    const { address, verifier } = g.hall.ask(g.issuer, { prompt: 'select_account' });
    const page = await browser.open(address);
    const picker = await browser.open(`${page.url.href}/ways`);
    const asked = await browser.submit(picker, {}, { name: 'source', value: 'local' });
    const { username, password } = other;
    const back = await browser.submit(asked, { username, password });
    const { body } = await g.hall.exchange(g.issuer, codeOf(back), verifier);
    const { sub } = await g.hall.verified(g.issuer, body.id_token as string);
    const first = await g.hall.verified(g.issuer, (await hop(g, g.hall, who)).id_token as string);
    expect(sub).not.toBe(first.sub);
  });
});

describe('max_age', () => {
  it('is met by a sign-in that is young enough, and asks for the password when it is older', async () => {
    await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    const before = await authTime(await hop(g, g.hall, who, { max_age: '600' }));
    hasPassed(601);
    expect(refusalIn(await who.open(ask({ max_age: '600', prompt: 'none' })))).toBe(
      'login_required',
    );
    codeOf(await who.open(ask({ max_age: '3600', prompt: 'none' })));
    const anew = await tokensOf(g, g.hall, who, person, { max_age: '600' });
    expect((await authTime(anew)) - before).toBeGreaterThanOrEqual(601);
    codeOf(await who.open(ask({ max_age: '600', prompt: 'none' })));
  });
});

describe('a level that is asked for', () => {
  it('and reached already costs nothing', async () => {
    codeOf(await who.open(ask({ acr_values: 'urn:songhua:acr:2', prompt: 'none' })));
    // Of several the lowest is enough; what is not ours asks for nothing.
    const acr_values = 'urn:songhua:acr:4 urn:songhua:acr:2 silver';
    codeOf(await who.open(ask({ acr_values, prompt: 'none' })));
  });

  it('and not reached is said on a page; who leaves takes the reason back to the client', async () => {
    const acr_values = 'urn:songhua:acr:3';
    expect(refusalIn(await who.open(ask({ acr_values, prompt: 'none' })))).toBe(
      'interaction_required',
    );
    // Who signs in anew reads it after that, who has just been let in at once.
    const anew = await signInLocally(visitor(), ask({ acr_values }), person);
    expect(anew.text).toMatch(/需要.*以上/);
    const low = await who.open(ask({ acr_values }));
    expect(low.url.pathname).toMatch(/^\/signin\//);
    expect(low.text).toMatch(/需要.*以上/);
    const back = await press(who, low, '/leave');
    expect(refusalIn(back)).toBe('unmet_authentication_requirements');
    expect(back.url.href.startsWith(g.hall.redirect_uri)).toBe(true);
    const refused = (await auditTrail(g.base)).filter(({ kind }) => kind === 'login.refused');
    expect(refused.at(-1)).toMatchObject({
      client_id: 'hall',
      outcome: 'refused',
      detail: { reason: 'level_too_low' },
    });
    // The session that was there is none the worse for it.
    codeOf(await who.open(ask({ prompt: 'none' })));
  });

  it('is left before any sign-in with access_denied', async () => {
    const stranger = visitor();
    const picker = await stranger.open(ask({}));
    expect(refusalIn(await press(stranger, picker, '/leave'))).toBe('access_denied');
  });

  it('by the floor of a client holds whatever the request asks for', async () => {
    const strict = await another(g, 'strict', { level_floor: 3 });
    const acr_values = 'urn:songhua:acr:0';
    const page = await who.open(ask({ acr_values, prompt: 'none' }, strict));
    expect(refusalIn(page)).toBe('interaction_required');
    const low = await signInLocally(visitor(), ask({ acr_values }, strict), person);
    expect(low.text).toMatch(/需要.*以上/);
    expect((await who.open(ask({ acr_values }, strict))).text).toMatch(/需要.*以上/);

    const mild = await another(g, 'mild', { level_floor: 2 });
    const body = await hop(g, mild, who);
    expect((await mild.verified(g.issuer, body.id_token as string))['acr']).toBe(
      'urn:songhua:acr:2',
    );
    await Promise.all([strict.stop(), mild.stop()]);
  });
});

describe('comfort', () => {
  it('login_hint stands in the form for the password, and in no address', async () => {
    const stranger = visitor();
    const picker = await stranger.open(ask({ login_hint: 'prompt-1' }));
    const page = await stranger.submit(picker, {}, { name: 'source', value: 'local' });
    const form = page.forms.find(({ fields }) => 'username' in fields);
    expect(form?.fields['username']).toBe('prompt-1');
    expect(page.url.href).not.toContain('prompt-1');
  });

  it('ui_locales chooses the language; the first that we have counts', async () => {
    for (const [ui_locales, lang] of [
      ['ko', 'ko'],
      ['fr en', 'en'],
      ['zh', 'zh-CN'],
    ] as const) {
      const page = await visitor().open(ask({ ui_locales }));
      expect(/<html[^>]*lang="([^"]+)"/.exec(page.html)?.[1]).toBe(lang);
    }
  });
});
