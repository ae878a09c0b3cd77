import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as acceptance from '../../../src/clients/acceptance/acceptance.ts';
import { auditTrail } from '../../support/trail.ts';
import { developer, startTrying, type Trying } from './trying.ts';

let t: Trying;
beforeAll(async () => {
  t = await startTrying();
});
afterAll(() => t.stop());

/** Somebody else's server on this machine, where the robot has no business. */
async function neighbour() {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'text/html' }).end('<main>private</main>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { origin, asked: () => asked, stop };
}

test("the robot takes no address that is not the application's own", async () => {
  const other = await neighbour();
  const { addresses } = t.app;
  const origin = new URL(addresses.inside).origin;
  for (const [field, address] of [
    ['start', `${other.origin}/`],
    ['inside', 'http://169.254.169.254/latest/meta-data/'],
    ['sign_out', `${origin.replace('http://', 'http://user:word@')}/sign-out`],
    ['start', origin.replace('localhost', '127.0.0.1')],
    ['inside', 'file:///etc/passwd'],
    ['inside', 'no address'],
  ] as const)
    await expect(
      acceptance.start(t.g.base, 'app', { ...addresses, [field]: address }, developer),
    ).rejects.toMatchObject({ code: 'clients.robot_address', detail: { field } });
  expect(await t.g.base.db('acceptance_runs')).toEqual([]);
  expect(other.asked()).toBe(0);
  await other.stop();
});

test('nor does it follow the application to one, and says where it was led', async () => {
  const other = await neighbour();
  t.app.detour = `${other.origin}/private`;
  const report = await t.run();
  t.app.detour = undefined;
  const led = report.points.find(({ code }) => code === 'start.leads_here');
  expect(led?.result).toBe('failed');
  expect(led?.evidence).toContainEqual(['left', other.origin]);
  expect(report.passed).toBe(false);
  expect(other.asked()).toBe(0);
  await other.stop();
});

test('one run at a time, and each stands in the trail', async () => {
  t.g.clock.advance(1_000);
  const { addresses } = t.app;
  const both = await Promise.allSettled([
    acceptance.start(t.g.base, 'app', addresses, developer),
    acceptance.start(t.g.base, 'app', addresses, developer),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const second = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(second.reason).toMatchObject({ code: 'clients.robot_running' });
  await expect
    .poll(async () => (await acceptance.latest(t.g.base, 'app'))?.state, { timeout: 120_000 })
    .toBe('done');
  const trail = (await auditTrail(t.g.base)).filter(({ kind }) => kind.startsWith('acceptance.'));
  expect(trail.map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ['acceptance.asked', 'ok'],
    ['acceptance.ended', 'refused'],
    ['acceptance.asked', 'ok'],
    ['acceptance.ended', 'ok'],
  ]);
}, 150_000);

test('a run whose node died is given up, and another one can be asked for', async () => {
  const { base, clock } = t.g;
  clock.advance(1_000);
  const now = clock.now();
  await base.db('acceptance_runs').insert({
    ...{ id: '019aab3c-51f0-7c2e-9d41-2b6f0e8a77c1', client_id: 'app', state: 'running' },
    ...{ asked_at: now, leased_until: new Date(now.getTime() - 1) },
    addresses: JSON.stringify(t.app.addresses),
  });
  await expect
    .poll(async () => (await acceptance.latest(base, 'app'))?.state, { timeout: 20_000 })
    .toBe('broken');
  expect(await acceptance.leftToExcuse(base, 'app')).toEqual([]);
});
