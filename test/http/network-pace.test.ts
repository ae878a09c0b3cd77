import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

/** One network comes to /auth too often: it is told to wait, before anything is looked up or written. */

const MOST = 4;
let gateway: TestGateway;
let unlimited: TestGateway;
beforeAll(async () => {
  [gateway, unlimited] = await Promise.all([
    startTestGateway({ env: { TRUSTED_PROXIES: '1', AUTH_PER_NETWORK: String(MOST) } }),
    startTestGateway({ env: { TRUSTED_PROXIES: '1', AUTH_PER_NETWORK: '0' } }),
  ]);
}, 60_000);
afterAll(() => Promise.all([gateway?.stop(), unlimited?.stop()]));

const come = (at: TestGateway, from: string, address = at.hall.ask(at.issuer).address) =>
  fetch(address, {
    redirect: 'manual',
    headers: { accept: 'text/html', 'x-forwarded-for': from, 'x-forwarded-proto': 'http' },
  });
const begun = async () => Number((await gateway.base.db('artefacts').count('* as n'))[0]?.['n']);

test('past its number a minute a network is answered 429 with the time to wait, and nothing is begun', async () => {
  const all = Array.from({ length: MOST + 3 }, () => come(gateway, '203.0.113.7'));
  const answers = await Promise.all(all);
  expect(answers.map(({ status }) => status).sort()).toEqual([
    ...Array.from({ length: MOST }, () => 303),
    ...[429, 429, 429],
  ]);
  const before = await begun();
  const refused = await come(gateway, '203.0.113.7');
  expect(refused.status).toBe(429);
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await refused.text()).toContain('http.too_many_requests');
  expect(await begun()).toBe(before);
});

test('what is posted at the sign-out is kept as seldom', async () => {
  const post = () =>
    fetch(`${gateway.issuer}/signout`, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ state: 'x' }) },
      headers: { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'http' },
    });
  const statuses = [];
  for (let turn = 0; turn < MOST + 2; turn += 1) statuses.push((await post()).status);
  expect(statuses).toEqual([...Array.from({ length: MOST }, () => 303), 429, 429]);
});

test('another network goes on, and so does every other address', async () => {
  expect((await come(gateway, '203.0.113.8')).status).toBe(303);
  const discovery = `${gateway.issuer}/.well-known/openid-configuration`;
  expect((await come(gateway, '203.0.113.7', discovery)).status).toBe(200);
});

test('whoever has one address of an IPv6 network has them all', async () => {
  for (let host = 1; host <= MOST; host += 1)
    expect((await come(gateway, `2001:db8:0:1::${host}`)).status).toBe(303);
  expect((await come(gateway, '2001:db8:0:1::99')).status).toBe(429);
  expect((await come(gateway, '2001:db8:0:2::1')).status).toBe(303);
});

test('0 is no limit', async () => {
  for (let turn = 0; turn < MOST * 3; turn += 1)
    expect((await come(unlimited, '203.0.113.7')).status).toBe(303);
});
