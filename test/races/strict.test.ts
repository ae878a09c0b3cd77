/** What a strict client shows once, seen by two gateway processes in the same millisecond. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StrictParty, startStrictParty } from '../doubles/strict-party.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { seedClients } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const ROUNDS = 20;
const CALLERS = 8;

onBothStores((env) => {
  let data: FreshDatabase;
  let two: TwoNodes;
  let bank: StrictParty;
  beforeAll(async () => {
    data = await freshDatabase();
    two = await startTwoNodes(data.url, env());
    bank = await startStrictParty('bank', two.nodes[0]);
    await seedClients(two.base, [bank.plain], bank.registration);
    for (const node of two.nodes)
      await vi.waitFor(
        async () =>
          expect((await bank.post('/par', bank.request().fields, {}, node)).status).toBe(201),
        { timeout: 10_000, interval: 50 },
      );
  });
  afterAll(async () => {
    await bank?.stop();
    await two?.stop();
    await data?.drop();
  });

  type Said = { status: number; body: { error?: string; access_token?: string } };
  /** 8 callers over both nodes at once: one is served, all others get that error and nothing else. */
  async function exactlyOne(well: number, refused: string, call: (node: string) => Promise<Said>) {
    const answers = await Promise.all(
      Array.from({ length: CALLERS }, (_, at) => call(two.nodes[at % 2] as string)),
    );
    const served = answers.filter(({ status }) => status === well);
    expect(served).toHaveLength(1);
    for (const { status, body } of answers) if (status !== well) expect(body.error).toBe(refused);
    return (served[0] as Said).body;
  }
  const worksEverywhere = async (token = '') => {
    for (const node of two.nodes) expect((await bank.userinfo(node, token)).status).toBe(200);
  };
  const pushedCode = async () => {
    const { address, verifier } = await bank.ask();
    const code = (await two.who.open(address)).url.searchParams.get('code') ?? '';
    return { code, verifier };
  };

  describe('two gateway processes serve one of 8', () => {
    it('requests with one assertion', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const assertion = await bank.assertion();
        await exactlyOne(201, 'invalid_client', async (node) => {
          const proof = await bank.proof('POST', '/par');
          return bank.post('/par', bank.request().fields, { assertion, proof }, node);
        });
      }
    });

    it('visits with one pushed request, and the tokens of the winner work', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { address, verifier } = await bank.ask();
        const there = new URL(address);
        const pages = await Promise.all(
          Array.from({ length: CALLERS }, (_, at) =>
            two.who.open(new URL(there.pathname + there.search, two.nodes[at % 2])),
          ),
        );
        const codes = pages.flatMap(({ url }) => url.searchParams.get('code') ?? []);
        expect(codes).toHaveLength(1);
        const { status, body } = await bank.exchange(two.nodes[1], codes[0] ?? '', verifier);
        expect([status, body.error]).toEqual([200, undefined]);
        await worksEverywhere(body.access_token);
      }
    });

    it('exchanges of one code, each with an assertion and a proof of its own', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { code, verifier } = await pushedCode();
        const { access_token } = await exactlyOne(200, 'invalid_grant', (node) =>
          bank.exchange(node, code, verifier),
        );
        await worksEverywhere(access_token);
      }
    });

    it('refreshes with one proof, and all of those that each prove anew', async () => {
      const { code, verifier } = await pushedCode();
      const { body } = await bank.exchange(two.nodes[0], code, verifier);
      const held = body.refresh_token ?? '';
      for (let round = 0; round < ROUNDS; round++) {
        const proof = await bank.proof('POST', '/token');
        const won = await exactlyOne(200, 'invalid_dpop_proof', (node) =>
          bank.refresh(node, held, { proof }),
        );
        await worksEverywhere(won.access_token);
      }
      const all = await Promise.all(two.nodes.map((node) => bank.refresh(node, held)));
      expect(all.map(({ status, body }) => [status, body.refresh_token])).toEqual([
        [200, held],
        [200, held],
      ]);
    });

    it('readings of userinfo with one proof', async () => {
      const { code, verifier } = await pushedCode();
      const { body } = await bank.exchange(two.nodes[0], code, verifier);
      const token = body.access_token ?? '';
      for (let round = 0; round < ROUNDS; round++) {
        const proof = await bank.proof('GET', '/userinfo', { token });
        await exactlyOne(200, 'invalid_dpop_proof', (node) => bank.userinfo(node, token, proof));
      }
    });
  });
});
