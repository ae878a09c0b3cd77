/**
 * One browser, two gateway processes: a request with the old cookie beside the one that gives the session a
 * new one. A browser may end with the cookie of any answer, as they come: each that is set must be good.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { somebody } from '../oidc/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { citizen, signInLocally, type Visitor } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { type Habits, visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const ROUNDS = 20;
const STALE = 6;

onBothStores((env) => {
  let data: FreshDatabase;
  let two: TwoNodes;
  beforeAll(async () => {
    data = await freshDatabase();
    two = await startTwoNodes(data.url, env());
  });
  afterAll(async () => {
    await two?.stop();
    await data?.drop();
  });

  /** Another window of the same browser, or whoever has its cookies. */
  const alike = (who: Visitor, habits: Habits = {}) => {
    const other = visitor(habits);
    for (const [name, cookie] of who.cookies) other.cookies.set(name, { ...cookie });
    return other;
  };
  const cookieOf = (who: Visitor) =>
    [...who.cookies].find(([name]) => /^songhua-\d+ /.test(name))?.[1].value;
  const at = (address: string | URL, round: number) => {
    const { pathname, search } = new URL(address);
    return new URL(pathname + search, two.nodes[round % 2]);
  };
  const silent = () => two.hall.ask(two.nodes[0], { prompt: 'none' });
  /** Whether somebody is signed in with these cookies, at either node. */
  const signedIn = async (who: Visitor) => {
    const pages = await Promise.all(
      [0, 1].map((node) => alike(who).open(at(silent().address, node))),
    );
    const said = pages.map(({ url }) => url.searchParams.get('error') ?? 'code');
    expect(new Set(said).size).toBe(1);
    return said[0] === 'code';
  };
  /** A sign-in in this browser up to the address that ends it. */
  const almostIn = async (who: Visitor, person = two.person) => {
    const window = alike(who, { stopsAt: ({ pathname }) => pathname.startsWith('/auth/') });
    const { address } = two.hall.ask(two.nodes[0], { prompt: 'login' });
    const { url } = await signInLocally(window, address, person);
    expect(url.pathname).toMatch(/^\/auth\/./);
    return { window, url };
  };
  const liveOf = (identity_id: string) =>
    two.base.db('sessions').where({ identity_id, ended_at: null });

  describe('a session that gets a new cookie', () => {
    it('is not lost by requests that were sent with the old one, whichever answer comes last', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const old = alike(two.who);
        const { window, url } = await almostIn(two.who);
        const resumed = alike(window);
        const stale = Array.from({ length: STALE }, () => alike(old));
        const asked = stale.map(() => silent());
        const [page, ...pages] = await Promise.all([
          resumed.open(at(url, round)),
          ...stale.map((one, n) => one.open(at((asked[n] as { address: string }).address, n))),
        ]);
        expect(page.url.searchParams.get('code')).toBeTruthy();
        expect(cookieOf(resumed)).not.toBe(cookieOf(old));
        for (const [n, one] of stale.entries()) {
          expect(cookieOf(one)).toBe(cookieOf(old));
          const { code, error } = Object.fromEntries(pages[n]?.url.searchParams ?? []);
          const given =
            code && (await two.hall.exchange(two.nodes[0], code, asked[n]?.verifier ?? ''));
          expect([error, given ? given.status : undefined]).toEqual(
            code ? [undefined, 200] : ['login_required', undefined],
          );
        }
        expect(await signedIn(resumed)).toBe(true);
        // Whoever held the old one is not let in by it.
        expect(await signedIn(old)).toBe(false);
        expect(await liveOf(two.person.identity_id)).toHaveLength(1);
        two.who = resumed;
      }
    });

    it('gets one of two that would be given at once', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const old = cookieOf(two.who);
        const [one, other] = [await almostIn(two.who), await almostIn(two.who)];
        const windows = [alike(one.window), alike(other.window)];
        const pages = await Promise.all([
          windows[0]?.open(at(one.url, 0)),
          windows[1]?.open(at(other.url, 1)),
        ]);
        const winners = windows.filter((window) => cookieOf(window) !== old);
        expect(winners).not.toEqual([]);
        // One after the other, the second knows nobody any more by the old cookie, and says so.
        const good = await Promise.all(winners.map(signedIn));
        expect(good).toEqual(winners.map(() => true));
        expect(pages.filter((page) => page?.url.searchParams.get('code'))).toHaveLength(1);
        expect(await liveOf(two.person.identity_id)).toHaveLength(1);
        two.who = winners[0] as Visitor;
      }
    });
  });

  it('a cookie that was planted is nobody’s, however often it is shown while its browser signs in', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const person = await citizen(two.base, `planted-${round}`, somebody());
      const attacker = visitor();
      await attacker.open(`${two.nodes[0]}/signout`);
      expect(cookieOf(attacker)).toBeDefined();
      const { window, url } = await almostIn(attacker, person);
      const victim = alike(window);
      const shown = Array.from({ length: STALE }, () => alike(attacker));
      const [page] = await Promise.all([
        victim.open(at(url, round)),
        ...shown.map((one, n) =>
          one.open(n < 2 ? at('http://x/signout', n) : at(silent().address, n)),
        ),
      ]);
      expect(page.url.searchParams.get('code')).toBeTruthy();
      expect(await signedIn(victim)).toBe(true);
      for (const one of [attacker, ...shown]) expect(await signedIn(one)).toBe(false);
      expect(await liveOf(person.identity_id)).toHaveLength(1);
    }
  });
});
