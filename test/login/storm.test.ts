import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { onQuery } from '../../src/db.ts';
import { beside } from '../support/beside.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../support/gateway.ts';
import { type Page, visitor } from '../support/visitor.ts';

/** Hashing that ends when the test says so: how full the queue is, is then a count and no matter of time. */
const hashing = vi.hoisted(() => ({
  begun: 0,
  ended: 0,
  gate: undefined as Promise<void> | undefined,
}));
vi.mock('argon2', async (original) => {
  const { default: argon2 } = await original<{ default: typeof import('argon2') }>();
  const verify = async (digest: string, password: string) => {
    hashing.begun += 1;
    await hashing.gate;
    const right = await argon2.verify(digest, password);
    hashing.ended += 1;
    return right;
  };
  return { default: { ...argon2, verify } };
});

/** As src/credentials/hashing.ts has it: so many at once, and four times as many in line. */
const atOnce = Math.min(availableParallelism(), 3);
const taken = 5 * atOnce;
const storm = 10 * atOnce;

let g: TestGateway;
let person: Citizen;
beforeAll(async () => {
  g = await startTestGateway();
  person = await citizen(g.base, 'hopper');
});
afterAll(() => g.stop());

test('ten times more sign-ins than can be hashed: the excess is told at once, and hops are as ever', async () => {
  const hopper = visitor();
  await tokensOf(g, g.hall, hopper, person);
  const hop = async () => {
    const asked: string[] = [];
    const stop = onQuery(g.base.db, (sql) => {
      if (!beside.test(sql)) asked.push(sql);
    });
    const { address, verifier } = g.hall.ask(g.issuer);
    const page = await hopper.open(address);
    const { body } = await g.hall.exchange(
      g.issuer,
      page.url.searchParams.get('code') ?? '',
      verifier,
    );
    const info = await g.hall.userinfo(g.issuer, String(body.access_token));
    stop();
    expect(info.status).toBe(200);
    return asked;
  };
  const calm = await hop();

  const forms = await Promise.all(
    Array.from({ length: storm }, async (_, at) => {
      const retryAfter: string[] = [];
      const who = visitor({
        sees(_url, response) {
          if (response.status === 503) retryAfter.push(response.headers.get('retry-after') ?? '');
        },
      });
      const picker = await who.open(g.hall.ask(g.issuer).address);
      const form = await who.submit(picker, {}, { name: 'source', value: 'local' });
      return { who, form, retryAfter, username: `nobody-${at}` };
    }),
  );
  let open = () => {};
  hashing.gate = new Promise((go) => {
    open = go;
  });
  const before = { ...hashing };
  const answered: { page: Page; retryAfter: string[] }[] = [];
  const all = forms.map(async ({ who, form, retryAfter, username }) => {
    const page = await who.submit(form, { username, password: 'a guess of somebody' });
    answered.push({ page, retryAfter });
  });
  // Nothing of the queue moves; whoever found it full has an answer all the same.
  await vi.waitFor(() => expect(answered).toHaveLength(storm - taken), { timeout: 15_000 });
  expect(hashing.ended).toBe(before.ended);
  expect(hashing.begun).toBe(before.begun + atOnce);
  for (const { page, retryAfter } of answered) {
    expect(page.status).toBe(503);
    expect(page.html).toContain('credentials.busy');
    expect(retryAfter.map(Number)).toEqual([2]);
  }

  expect(await hop()).toEqual(calm);
  expect(hashing.ended).toBe(before.ended);

  open();
  await Promise.all(all);
  const late = answered.slice(storm - taken);
  expect(late.map(({ page }) => page.status)).toEqual(Array(taken).fill(400));
  // A turned-away try is no try: nobody waits for it afterwards.
  const { rows } = await g.base.db.raw(
    "select count(*) from tries where key like 'tries:%' and points > 0",
  );
  expect(Number(rows[0].count)).toBe(taken);
});
