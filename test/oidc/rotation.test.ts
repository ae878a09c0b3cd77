/** What a browser sees of a session that got a new cookie: the answers to what it sent with the old one. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { type Habits, visitor } from '../support/visitor.ts';
import { codeOf, press, sessionIdOf, signOut, somebody } from './rig.ts';

onBothStores((env) => {
  let g: TestGateway;
  let people = 0;
  beforeAll(async () => {
    g = await startTestGateway({ env: env() });
  });
  afterAll(() => g?.stop());

  const alike = (who: Visitor, habits: Habits = {}) => {
    const other = visitor(habits);
    for (const [name, cookie] of who.cookies) other.cookies.set(name, { ...cookie });
    return other;
  };
  const isSession = (name: string) => /^songhua-\d+(\.sig)?[ =]/.test(name);
  /** A browser signed in twice: as it was after the first, and as it is. */
  const twice = async () => {
    people += 1;
    const person = await citizen(g.base, `rotating-${people}`, somebody());
    const before = visitor();
    await tokensOf(g, g.hall, before, person);
    const who = alike(before);
    const tokens = await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    return { person, before, who, tokens };
  };
  /** Goes with the old cookies, and gets the newer ones beside the first answer, as a browser does. */
  const overtaken = ({ before, who }: { before: Visitor; who: Visitor }) => {
    const seen: string[] = [];
    const one = alike(before, {
      sees: (_url, response) => {
        seen.push(...response.headers.getSetCookie().filter(isSession));
        for (const [name, cookie] of who.cookies) one.cookies.set(name, { ...cookie });
      },
    });
    return { one, seen };
  };
  const silent = () => g.hall.ask(g.issuer, { prompt: 'none' }).address;

  describe('a request that was sent with the old cookie', () => {
    it('is signed in with the new one, and takes it from nobody', async () => {
      for (const address of [silent(), g.subhall.ask(g.issuer).address]) {
        const { one, seen } = overtaken(await twice());
        codeOf(await one.open(address));
        expect(seen).toEqual([]);
      }
    });

    it('that asks to sign out does so, and everybody is told', async () => {
      const both = await twice();
      const id = await sessionIdOf(g, both.person);
      const page = await signOut(g, overtaken(both).one, both.tokens.id_token as string);
      expect(page.url.pathname).toBe('/signed-out');
      const row = await g.base.db('sessions').where({ id }).first('end_reason');
      expect(row?.end_reason).toBe('sign_out');
      expect((await both.who.open(silent())).url.searchParams.get('error')).toBe('login_required');
    });

    it('is nobody’s when there is no newer one: it is asked to sign in, and no cookie is made for it', async () => {
      const { before, who } = await twice();
      const seen: string[] = [];
      const thief = alike(before, {
        sees: (_url, response) => seen.push(...response.headers.getSetCookie().filter(isSession)),
      });
      expect((await thief.open(silent())).url.searchParams.get('error')).toBe('login_required');
      const page = await thief.open(g.hall.ask(g.issuer).address);
      expect(page.url.pathname).toMatch(/^\/signin\//);
      expect((await thief.open(`${g.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
      expect(seen).toEqual([]);
      codeOf(await who.open(silent()));
    });

    it('keeps what its page had posted, and comes again only once', async () => {
      const both = await twice();
      const { one } = overtaken(both);
      const { address } = g.hall.ask(g.issuer);
      const { pathname, search } = new URL(address);
      const posts = {
        ...{ url: new URL(g.hall.redirect_uri), status: 200, html: '', text: '' },
        forms: [
          {
            ...{ method: 'post', action: new URL(pathname, g.issuer), buttons: [] },
            fields: Object.fromEntries(new URLSearchParams(search)),
          },
        ],
      };
      codeOf(await one.submit(posts));
      expect((await alike(both.before).submit(posts)).url.pathname).toMatch(/^\/signin\//);
    });
  });

  describe('two windows of one browser that sign in in the same moment', () => {
    /** Both had been sent back with a sign-in before either had its cookie. */
    const atOnce = async () => {
      people += 1;
      const person = await citizen(g.base, `rotating-${people}`, somebody());
      const browser = visitor();
      await browser.open(g.hall.ask(g.issuer).address);
      const begun = await Promise.all(
        [g.hall, g.subhall].map(async (party) => {
          const asked = party.ask(g.issuer);
          const window = alike(browser, {
            stopsAt: ({ pathname }) => pathname.startsWith('/auth/'),
          });
          const { url } = await signInLocally(window, asked.address, person);
          return { ...asked, party, window, url };
        }),
      );
      const windows = [];
      for (const { party, window, url, verifier } of begun) {
        const who = alike(window);
        const { body } = await party.exchange(g.issuer, codeOf(await who.open(url)), verifier);
        windows.push({ who, party, tokens: body });
      }
      return { person, windows };
    };
    const ended = async ({ identity_id }: { identity_id: string }) => {
      const rows = await g.base.db('sessions').where({ identity_id });
      return rows.map(({ end_reason }) => end_reason ?? 'lives').sort();
    };
    const refreshes = async ({ party, tokens }: Awaited<ReturnType<typeof atOnce>>['windows'][0]) =>
      (await party.refresh(g.issuer, tokens.refresh_token ?? '')).status;

    it('are signed out together, and both services are told', async () => {
      const { person, windows } = await atOnce();
      const elsewhere = visitor();
      await tokensOf(g, g.hall, elsewhere, person);
      expect(await ended(person)).toEqual(['lives', 'lives', 'lives']);
      const [first, last] = windows as [(typeof windows)[0], (typeof windows)[0]];
      const sids = await Promise.all(
        windows.map(async ({ party, tokens }) => {
          const { sid } = await party.verified(g.issuer, tokens.id_token ?? '');
          return { party, sid };
        }),
      );
      const page = await signOut(g, last.who, last.tokens.id_token as string);
      expect(await ended(person)).toEqual(['lives', 'sign_out', 'sign_out']);
      expect(page.text).toContain('应用 hall');
      expect(page.text).toContain('应用 subhall');
      for (const { party, sid } of sids)
        await vi.waitFor(() => expect(party.told.map((told) => told['sid'])).toContain(sid), {
          timeout: 10_000,
        });
      expect(await Promise.all(windows.map(refreshes))).toEqual([400, 400]);
      expect((await first.who.open(silent())).url.searchParams.get('error')).toBe('login_required');
      codeOf(await elsewhere.open(silent()));
    });

    it('are signed out together from the account page too', async () => {
      const { person, windows } = await atOnce();
      const [, last] = windows as [(typeof windows)[0], (typeof windows)[0]];
      const { sid } = await g.subhall.verified(g.issuer, last.tokens.id_token ?? '');
      const own = await g.base.db('participants').where({ sid }).first('session_id');
      const page = await last.who.open(`${g.issuer}/account/sessions`);
      const forms = page.forms.filter(({ fields }) => fields['session_id'] === own?.session_id);
      const done = await press(last.who, { ...page, forms }, '/sessions/end');
      expect(done.url.pathname).toBe('/signed-out');
      expect(done.text).toContain('应用 hall');
      expect(await ended(person)).toEqual(['sign_out', 'sign_out']);
    });

    it('make way together for somebody else who signs in', async () => {
      const { person, windows } = await atOnce();
      const [, last] = windows as [(typeof windows)[0], (typeof windows)[0]];
      people += 1;
      const next = await citizen(g.base, `rotating-${people}`, somebody());
      await tokensOf(g, g.hall, last.who, next, { prompt: 'login' });
      expect(await ended(person)).toEqual(['replaced', 'replaced']);
      expect(await ended(next)).toEqual(['lives']);
    });
  });

  it('an answer sets the cookie of a session where it is new, and at no other time', async () => {
    const seen: string[] = [];
    const who = visitor({
      sees: (_url, response) => seen.push(...response.headers.getSetCookie().filter(isSession)),
    });
    const person = await citizen(g.base, 'once-each', somebody());
    await tokensOf(g, g.hall, who, person);
    expect(seen).toHaveLength(2);
    for (const address of [silent(), g.subhall.ask(g.issuer).address])
      codeOf(await who.open(address));
    await who.open(`${g.issuer}/account`);
    await who.open(`${g.issuer}/signout`);
    expect(seen).toHaveLength(2);
  });
});
