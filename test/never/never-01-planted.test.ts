/** Never 1: a neighbour who plants the cookies of a sign-in of its own signs nobody in with it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInLocally, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';

let p: TestGateway;
beforeAll(async () => {
  p = await startTestGateway();
});
afterAll(() => p.stop());

it.each([
  ['before its last page', 'chen-1', /^\/signin\/[^/]+$/, 3],
  ['at its very end', 'chen-2', /^\/auth\/[^/]+$/, 1],
])('a sign-in that is left %s goes on in no other browser', async (_, name, where, times) => {
  let met = 0;
  const attacker = visitor({ stopsAt: ({ pathname }) => where.test(pathname) && ++met === times });
  const left = await signInLocally(
    attacker,
    p.hall.ask(p.issuer).address,
    await citizenOf(p, name),
  );
  expect(left.url.pathname).toMatch(where);
  const victim = visitor();
  // What a neighbour can set for the whole domain: all that is not `__Host-`.
  for (const [key, cookie] of attacker.cookies)
    if (/signin|resume/.test(key)) victim.cookies.set(key, { ...cookie });
  const page = await victim.open(left.url);
  expect(page.url.searchParams.get('code')).toBeNull();
  expect((await victim.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
});
