/** Self-service machines over two nodes: whatever is asked here and decided there happens once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RelyingParty } from '../doubles/relying-party.ts';
import { ask, choose, machineClient, poll } from '../oidc/machines.ts';
import { somebody } from '../oidc/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { citizen, signInLocally, type Visitor } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

onBothStores((env, redis) => {
  let data: FreshDatabase;
  let two: TwoNodes;
  let machine: RelyingParty;
  let here: string;
  let there: string;
  beforeAll(async () => {
    data = await freshDatabase();
    two = await startTwoNodes(data.url, env());
    [here, there] = two.nodes;
    machine = await machineClient(two.base, two.nodes, 'kiosk');
  }, 120_000);
  afterAll(async () => {
    await machine?.stop();
    await two?.stop();
    await data?.drop();
  });

  /** The page of a code, at one node whichever it was asked at; to a browser all nodes are the issuer. */
  async function pageAt(node: string, phone: Visitor, asked: Record<string, unknown>) {
    const page = await phone.open(`${node}/device?user_code=${asked['user_code']}`);
    return { ...page, url: new URL(page.url.pathname, here) };
  }
  const polls = (device_code: unknown) =>
    Promise.all(
      Array.from({ length: 8 }, (_, at) => poll(at % 2 ? there : here, machine, device_code)),
    );

  describe('a machine that asks at one node', () => {
    it('is let in at the other, and its tokens come once, of 8 polls over both, 10 times', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { body: asked } = await ask(round % 2 ? there : here, machine);
        const page = await pageAt(round % 2 ? here : there, two.who, asked);
        expect(page.text).toContain('自助机 1');
        await choose(two.who, page, 'approve');
        const answers = await polls(asked['device_code']);
        const served = answers.filter(({ status }) => status === 200);
        expect(served).toHaveLength(1);
        for (const { status, body } of answers)
          if (status !== 200) expect([status, body.error]).toEqual([400, 'invalid_grant']);
        for (const node of two.nodes) {
          const info = await machine.userinfo(node, served[0]?.body.access_token as string);
          expect(info.status).toBe(200);
        }
      }
    });

    it('is told once what was decided, where a yes and a no come at the two nodes at once', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { body: asked } = await ask(here, machine);
        const pages = await Promise.all(two.nodes.map((node) => pageAt(node, two.who, asked)));
        const came = await Promise.all(
          pages.map((page, at) => choose(two.who, page, at === round % 2 ? 'refuse' : 'approve')),
        );
        const said = (words: string) => came.filter(({ text }) => text.includes(words)).length;
        const yes = said('已在那台机器上登录') === 1;
        expect(said('已在那台机器上登录') + said('已拒绝')).toBe(1);
        const { body } = await poll(there, machine, asked['device_code']);
        expect(body.error).toBe(yes ? undefined : 'access_denied');
      }
    });

    it('is told at the other node to slow down', async () => {
      const { body: asked } = await ask(here, machine);
      const errors = await Promise.all(
        two.nodes.map(async (node) => (await poll(node, machine, asked['device_code'])).body.error),
      );
      expect(errors.sort()).toEqual(['authorization_pending', 'slow_down']);
    });

    it('is signed out at both where its token is given back at one', async () => {
      const { body: asked } = await ask(here, machine);
      await choose(two.who, await pageAt(there, two.who, asked), 'approve');
      const { body } = await poll(here, machine, asked['device_code']);
      const token = body.access_token as string;
      for (const node of two.nodes) expect((await machine.userinfo(node, token)).status).toBe(200);
      await machine.revoke(there, token);
      for (const node of two.nodes) expect((await machine.userinfo(node, token)).status).toBe(401);
    });
  });

  it('of which what passes is lost says so, asks anew, and nobody is let in by what was', async () => {
    const server = redis();
    const forget = () => (server ? server.ask('FLUSHALL') : two.base.db('artefacts').delete());
    const { body: waiting } = await ask(here, machine);
    const { body: asked } = await ask(here, machine);
    await choose(two.who, await pageAt(there, two.who, asked), 'approve');
    const { status: held, body: tokens } = await poll(there, machine, asked['device_code']);
    expect(held).toBe(200);
    await forget();
    for (const node of two.nodes) {
      const info = await machine.userinfo(node, tokens.access_token as string);
      expect(info.status).toBe(401);
      const { status, body } = await poll(node, machine, waiting['device_code']);
      expect([status, body.error]).toEqual([400, 'invalid_grant']);
    }
    // The telephone has to sign in anew, as everybody, and is told that the old code is over.
    const person = await citizen(two.base, 'after-the-flush', somebody());
    const phone = visitor();
    await signInLocally(phone, two.hall.ask(here).address, person);
    expect((await pageAt(there, phone, waiting)).status).toBe(404);
    const { body: anew } = await ask(there, machine);
    await choose(phone, await pageAt(here, phone, anew), 'approve');
    expect((await poll(there, machine, anew['device_code'])).status).toBe(200);
  });
});
