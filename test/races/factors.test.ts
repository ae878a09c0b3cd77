/** Two nodes that see one code, or one answer of a passkey, in the same millisecond: it counts once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as totp from '../../src/credentials/totp.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as second from '../../src/identities/second-factors.ts';
import { press } from '../never/province.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { optionsOn, passkey } from '../support/factors.ts';
import { signInLocally } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

onBothStores((env) => {
  let data: FreshDatabase;
  let two: TwoNodes;
  let secret: string;
  let codes: string[];
  let device: Awaited<ReturnType<typeof passkey>>['device'];
  beforeAll(async () => {
    data = await freshDatabase();
    two = await startTwoNodes(data.url, env());
    const { base, person, nodes } = two;
    const whose = { identity_id: person.identity_id, level: 2 };
    secret = totp.newSecret();
    // The code of the step before: the present one and the next are free.
    const before = totp.codeAt(new Date(base.clock.now().getTime() - 30_000), secret);
    const added = await second.addApp(base, whose, { id: newId(base.clock), secret, code: before });
    if (!added) throw new Error('the first code was wrong');
    codes = added;
    ({ device } = await passkey(base, nodes[0], whose));
    await second.askAlways(base, person.identity_id, true);
  });
  afterAll(async () => {
    await two?.stop();
    await data?.drop();
  });

  /** A browser in which the password was right; earlier rounds' losers slow nobody down. */
  async function halfway() {
    await two.base.db('tries' as never).delete();
    const who = visitor();
    const page = await signInLocally(who, two.hall.ask(two.nodes[0]).address, two.person);
    if (!page.text.includes('请再验证一次')) throw new Error(`no factor is asked: ${page.text}`);
    return { who, page };
  }

  /** The same form, posted to one of the nodes. */
  const at = (page: Page, node: number): Page => ({
    ...page,
    forms: page.forms.map((form) => ({
      ...form,
      action: new URL(form.action.pathname, two.nodes[node % 2]),
    })),
  });

  const used = async () =>
    (await auditTrail(two.base)).filter(
      ({ kind, detail }) => kind === 'credential.used' && detail['kind'] !== 'password',
    ).length;

  async function race(code: string) {
    const browsers = await Promise.all([halfway(), halfway(), halfway(), halfway()]);
    const had = await used();
    await Promise.all(
      browsers.map(({ who, page }, node) => press(who, at(page, node), '/factor', { code })),
    );
    expect((await used()) - had).toBe(1);
  }

  describe('of four browsers over two processes', () => {
    it('one is let in by a code of an app', async () => {
      await race(totp.codeAt(new Date(Date.now() + 30_000), secret));
    });

    it('one is let in by a recovery code, five times', async () => {
      for (const code of codes.slice(0, 5)) await race(code);
    });

    it('one answer of a passkey counts once, ten times', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { who, page } = await halfway();
        const answer = device.get(optionsOn(page));
        const had = await used();
        await Promise.all(
          Array.from({ length: 8 }, (_, node) =>
            press(who, at(page, node), '/factor', { answer }).catch(() => page),
          ),
        );
        expect((await used()) - had).toBe(1);
      }
    });
  });
});
