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
import { signInLocally } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const ROUNDS = 15;

/** The person of two-nodes.ts, as the medical office knows them. */
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
  let owner: ReturnType<typeof visitor>;

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
    owner = visitor();
    await signInLocally(owner, `${two.nodes[0]}/account`, two.person);
  });
  afterAll(async () => {
    await two?.stop();
    await medical?.stop();
    await data?.drop();
  });

  /** The person's own page, at one of the nodes. */
  const onPage = async (act: 'block' | 'allow') => {
    const page = await owner.open(`${two.nodes[0]}/account/blocks`);
    const forms = page.forms.filter(
      ({ action, fields }) => action.pathname.endsWith(`/${act}`) && fields['source'] === 'medical',
    );
    return () => owner.submit({ ...page, forms });
  };

  /** Somebody who has proved the account, and whose browser is about to be let in. */
  const almostIn = async () => {
    medical.signsIn(account);
    const who = visitor({ stopsAt: ({ pathname }) => /^\/auth\/./.test(pathname) });
    const picker = await who.open(two.hall.ask(two.nodes[0]).address);
    const way = { name: 'source', value: 'medical' };
    const came = await press(who, picker, '/source', {}, way);
    const notice = came.forms.some(({ action }) => action.pathname.endsWith('/notice'));
    const { url } = notice ? await press(who, came, '/notice') : came;
    expect(url.pathname).toMatch(/^\/auth\//);
    const on = visitor();
    for (const [name, cookie] of who.cookies) on.cookies.set(name, cookie);
    return { on, resume: url };
  };

  const living = () => two.base.db('sessions').where({ source_id: 'medical', ended_at: null });

  describe('two nodes, one that blocks a source and one that lets somebody in through it', () => {
    it(`leave no session, whoever was first, ${ROUNDS} times`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { on, resume } = await almostIn();
        const block = await onPage('block');
        const there = new URL(resume.pathname, two.nodes[1]);
        const [, let_in] = await Promise.all([block(), on.open(there)]);
        expect(await living(), let_in.text).toEqual([]);
        await (await onPage('allow'))();
      }
    });

    it('the other node refuses at its next request', async () => {
      const { on, resume } = await almostIn();
      await on.open(new URL(resume.pathname, two.nodes[1]));
      expect(await living()).toHaveLength(1);
      expect((await on.open(`${two.nodes[1]}/account`)).url.pathname).toBe('/account');
      await (await onPage('block'))();
      expect((await on.open(`${two.nodes[1]}/account`)).url.pathname).toMatch(/^\/signin\//);
      await (await onPage('allow'))();
    });
  });
});
