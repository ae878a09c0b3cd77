import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import * as departments from '../../src/departments/departments.ts';
import * as sources from '../../src/sources/sources.ts';
import {
  type Account,
  type OpenIdProvider,
  startOpenIdProvider,
} from '../doubles/openid-provider.ts';
import { press } from '../never/province.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

/** A source is switched off in one process while others let people in through it (Never 2 and 8). */

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const ROUNDS = 12;
const actor = { kind: 'staff', id: 'who-switches-off' } as const;

const account: Account = {
  sub: 'medical-1',
  name: '张测试',
  id_type: 'resident_id',
  id_number: '220000190001010018',
};

onBothStores((env) => {
  let data: FreshDatabase;
  let two: TwoNodes;
  let medical: OpenIdProvider;

  beforeAll(async () => {
    data = await freshDatabase();
    two = await startTwoNodes(data.url, env());
    medical = await startOpenIdProvider({ clock: systemClock });
    const office = { code: 'medical-office', parent_code: '220000', kind: 'department' } as const;
    await departments.add(two.base, { ...office, names: words('医保中心') });
    await sources.register(two.base, {
      ...{ id: 'medical', protocol: 'oidc', department_code: 'medical-office', ceiling: 2 },
      ...{ registration: 'issued', names: words('医保'), account_words: words('医保账号') },
      settings: { ...medical.settings, patience_ms: 10_000 },
    });
  });
  afterAll(async () => {
    await two?.stop();
    await medical?.stop();
    await data?.drop();
  });

  /** A browser that stands before the address that `stops`, having gone all the way up to it. */
  const upTo = async (stops: RegExp) => {
    medical.signsIn(account);
    const who = visitor({ stopsAt: ({ pathname }) => stops.test(pathname) });
    const picker = await who.open(two.hall.ask(two.nodes[0]).address);
    const way = { name: 'source', value: 'medical' };
    const came = await press(who, picker, '/source', {}, way);
    const notice = came.forms.some(({ action }) => action.pathname.endsWith('/notice'));
    const { url } = notice ? await press(who, came, '/notice') : came;
    expect(url.pathname).toMatch(stops);
    const on = visitor();
    for (const [name, cookie] of who.cookies) on.cookies.set(name, cookie);
    return (node: string) => on.open(new URL(url.pathname + url.search, node));
  };

  const living = () => two.base.db('sessions').where({ source_id: 'medical', ended_at: null });

  describe('one that switches a source off, and two nodes that let people in through it', () => {
    it(`leave no session, whoever was first, and whoever came in was told, ${ROUNDS} times`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const [one, other] = [await upTo(/^\/auth\/./), await upTo(/^\/auth\/./)];
        // Every other time one is in already, and only the second comes at the same moment.
        const first = one(two.nodes[0]);
        if (round % 2 === 1) await first;
        const [off] = await Promise.all([
          sources.pause(two.base, 'medical', actor),
          other(two.nodes[1]),
          first,
        ]);
        expect(off).toBe(true);
        expect(await living(), `round ${round}`).toEqual([]);
        await sources.resume(two.base, 'medical', actor);
      }
      const ended = await two.base.db('sessions').where({ source_id: 'medical' });
      expect(ended.length).toBeGreaterThanOrEqual(ROUNDS / 2);
      for (const { end_reason } of ended) expect(end_reason).toBe('source_paused');
      const events = (await auditTrail(two.base)).filter(({ kind }) => kind === 'session.ended');
      expect(events.map(({ session_id }) => session_id).sort()).toEqual(
        ended.map(({ id }) => id).sort(),
      );
    });

    it('of two that switch off at once one does, and a browser on its way back comes in nowhere', async () => {
      const back = [await upTo(/^\/callback\//), await upTo(/^\/callback\//)];
      const offs = await Promise.all([
        sources.pause(two.base, 'medical', actor),
        sources.pause(two.base, 'medical', actor),
      ]);
      expect(offs.sort()).toEqual([false, true]);
      for (const [at, arrive] of back.entries())
        expect((await arrive(two.nodes[at % 2] as string)).text).toContain('sources.paused');
      expect(await living()).toEqual([]);
      await sources.resume(two.base, 'medical', actor);
      const again = await upTo(/^\/auth\/./);
      await again(two.nodes[1]);
      expect(await living()).toHaveLength(1);
    });
  });
});
