/** Two nodes that see the code of one recovery in the same millisecond, also when nobody answered at first: it counts once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AuthorityDouble, startAuthority } from '../doubles/authority.ts';
import { type SmsGateway, startSmsGateway } from '../doubles/sms-gateway.ts';
import { number } from '../identities/people.ts';
import { press } from '../never/province.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { citizen } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const ROUNDS = 5;

onBothStores((env) => {
  let data: FreshDatabase;
  let two: TwoNodes;
  let sms: SmsGateway;
  let authority: AuthorityDouble;
  beforeAll(async () => {
    [data, sms, authority] = await Promise.all([
      freshDatabase(),
      startSmsGateway(),
      startAuthority([]),
    ]);
    two = await startTwoNodes(data.url, { ...sms.env, ...authority.env, ...env() });
  });
  afterAll(async () => {
    await two?.stop();
    await Promise.all([data?.drop(), sms?.stop(), authority?.stop()]);
  });

  let made = 0;
  /** A browser before the page that asks for the code, and the code that came. */
  async function halfway() {
    made += 1;
    await two.base.db('tries' as never).delete();
    const [name, id_number] = ['周赛跑', number()];
    const phone = `+8619900008${String(made).padStart(3, '0')}`;
    const attributes = { name, id_type: 'resident_id', id_number };
    const { identity_id } = await citizen(two.base, `recovers-${made}`, { attributes });
    authority.people.push({ name, id_number, phone });
    const who = visitor();
    const picker = await who.open(two.hall.ask(two.nodes[0]).address);
    const form = await who.open(`${two.nodes[0]}${picker.url.pathname}/recover`);
    const by = { name: 'by', value: 'operator' };
    const page = await press(who, form, '/recover', { name, number: id_number, phone }, by);
    const { words } = await sms.textTo(phone);
    return { who, page, code: words['code'] ?? '', identity_id };
  }

  /** The same form, posted to one of the nodes. */
  const at = (page: Page, node: number): Page => ({
    ...page,
    forms: page.forms.map((form) => ({
      ...form,
      action: new URL(form.action.pathname, two.nodes[node % 2]),
    })),
  });
  const events = async (kind: string) =>
    (await auditTrail(two.base)).filter((one) => one.kind === kind);
  const begun = async (identity_id: string) =>
    (await events('recovery.begun')).filter(({ object_id }) => object_id === identity_id).length;
  const told = (pages: readonly Page[]) =>
    pages.filter(({ text }) => /已核验，请等待|还在等待时间内/.test(text)).length;
  const good = async () =>
    (await events('credential.code_checked')).filter(({ outcome }) => outcome === 'ok').length;

  it('of four posts over two processes one is right', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { who, page, code, identity_id } = await halfway();
      const had = await good();
      const posts = [0, 1, 2, 3].map((node) => press(who, at(page, node), '/code', { code }));
      const pages = await Promise.all(posts);
      expect([told(pages), await begun(identity_id), (await good()) - had]).toEqual([1, 1, 1]);
    }
  });

  it('of four that ask once more after nobody answered one goes on with the answer', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { who, page, code, identity_id } = await halfway();
      authority.says = 'perhaps';
      expect((await press(who, page, '/code', { code })).status).toBe(503);
      authority.says = undefined;
      // What one round made the authority seem to be is over.
      await two.base.db('authority_health').update({ failures: 0, opened_until: null } as never);
      const had = await good();
      const again = await who.open(page.url);
      const posts = [0, 1, 2, 3].map((node) => press(who, at(again, node), '/code'));
      const pages = await Promise.all(posts);
      expect([told(pages), await begun(identity_id), (await good()) - had]).toEqual([1, 1, 0]);
    }
  });
});
