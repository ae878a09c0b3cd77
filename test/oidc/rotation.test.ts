/** What a browser sees of a session that got a new cookie: the answers to what it sent with the old one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { type Habits, visitor } from '../support/visitor.ts';
import { codeOf, sessionIdOf, signOut, somebody } from './rig.ts';

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
