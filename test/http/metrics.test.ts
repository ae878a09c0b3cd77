import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MetricName, metricNames } from '../../src/http/metric-names.ts';
import { makeMetrics, serveMetrics } from '../../src/http/metrics.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';

const TOKEN = Buffer.alloc(32, 7).toString('base64url');
const NAME = '张测试';
const NUMBER = '220000190001010018';

let open: TestGateway;
let guarded: TestGateway;
let person: Citizen;
beforeAll(async () => {
  [open, guarded] = [
    await startTestGateway(),
    await startTestGateway({ env: { METRICS_TOKEN: TOKEN } }),
  ];
  person = await citizen(open.base, 'metric-reader', {
    attributes: { name: NAME, id_type: 'resident_id', id_number: NUMBER },
  });
});
afterAll(() => Promise.all([open?.stop(), guarded?.stop()]));

const ask = (gateway: TestGateway, headers: Record<string, string> = {}) =>
  fetch(`${gateway.issuer}/metrics`, { headers });

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** The exposition format, read strictly: a line that is none is a fault. */
function parse(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] =
        /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (-?[\d.e+-]+|NaN|[+-]Inf)$/i.exec(line) ?? [];
      if (!name) throw new Error(`no sample: ${line}`);
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key = '', held = '']) => [key, held])),
        value: Number(value),
      };
    });
}

test('a reader on this machine is told, one behind a proxy finds no such page', async () => {
  expect((await ask(open)).status).toBe(200);
  for (const header of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP']) {
    const answer = await ask(open, { [header]: '127.0.0.1' });
    expect(answer.status, header).toBe(404);
    expect(await answer.text()).not.toContain('songhua_');
  }
});

test('with a token, only whoever sends it is told', async () => {
  expect((await ask(guarded)).status).toBe(401);
  const wrong = await ask(guarded, { Authorization: `Bearer ${TOKEN.slice(0, -1)}A` });
  expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="metrics"',
  ]);
  const right = await ask(guarded, { Authorization: `Bearer ${TOKEN}` });
  expect(right.status).toBe(200);
  expect(right.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await right.text()).toContain('songhua_sessions_active 0');
});

test('a sign-in shows by source, client and cause, and nothing of the person anywhere', async () => {
  const who = visitor();
  await tokensOf(open, open.hall, who, person);
  const samples = async () => parse(await (await ask(open)).text());
  const of = (all: Sample[], name: MetricName, labels: Record<string, string>) =>
    all.find(
      (one) =>
        one.name === name &&
        Object.entries(labels).every(([key, held]) => one.labels[key] === held),
    )?.value;
  // What was written later is sealed later: the hop is the last event of a sign-in.
  const told = async () => {
    const all = await samples();
    return [
      of(all, 'songhua_sign_ins_total', { source: 'local', outcome: 'succeeded' }),
      of(all, 'songhua_events_total', { kind: 'session.started' }),
      of(all, 'songhua_events_total', { kind: 'session.joined' }),
    ];
  };
  await expect.poll(told, { timeout: 15_000 }).toEqual([1, 1, 1]);
  const all = await samples();
  expect(of(all, 'songhua_client_sign_ins_total', { client: 'hall', outcome: 'succeeded' })).toBe(
    1,
  );
  expect(of(all, 'songhua_sessions_active', {})).toBe(1);
  expect(of(all, 'songhua_sign_in_seconds', { source: 'local', quantile: '0.5' })).toBeDefined();
  expect(all.filter(({ name }) => name === 'songhua_metrics_fault')).toEqual([]);
  expect(of(all, 'songhua_database_connections', { state: 'waiting' })).toBe(0);

  const text = await (await ask(open)).text();
  for (const secret of [NAME, NUMBER, person.identity_id, person.username, person.password]) {
    expect(text).not.toContain(secret);
  }
  // Neither an id of anybody nor of any session, and no address that holds one.
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
  const routes = all.flatMap(({ labels }) => labels['route'] ?? []);
  expect([...new Set(routes)]).toEqual(
    expect.arrayContaining(['/signin/:uid', '/token', '/metrics']),
  );
  for (const route of routes) expect(route).toMatch(/^(none|\/[\w:./()*-]*)$/);
});

test('made-up addresses make no new labels', async () => {
  const series = async () =>
    parse(await (await ask(open)).text()).filter(({ labels }) => labels['route'] !== undefined);
  const before = (await series()).length;
  for (let i = 0; i < 20; i++) await fetch(`${open.issuer}/no-such-${i}/${NUMBER}`);
  const after = await series();
  // One route "none" with its thirteen lines at the most.
  expect(after.length - before).toBeLessThanOrEqual(13);
  expect(JSON.stringify(after)).not.toContain('no-such');
});

test('every metric of ours is told with what it is, and docs/metrics.md knows it', async () => {
  const text = await (await ask(open)).text();
  const docs = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  for (const [name, { kind, help }] of Object.entries(metricNames)) {
    expect(text).toContain(`# TYPE ${name} ${kind}`);
    expect(text).toContain(`# HELP ${name} ${help}`);
    expect(docs).toContain(`\`${name}\``);
  }
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(text).toContain('process_resident_memory_bytes');
});

test('what cannot be read is left out and named, not told with its last value', async () => {
  const metrics = makeMetrics();
  metrics.set({ songhua_sessions_active: [[[], 7]], songhua_metrics_fault: [] });
  expect(await metrics.text()).toContain('songhua_sessions_active 7');
  metrics.set({ songhua_sessions_active: [], songhua_metrics_fault: [[['events'], 1]] });
  const text = await metrics.text();
  expect(text).not.toMatch(/^songhua_sessions_active/m);
  expect(text).toContain('songhua_metrics_fault{part="events"} 1');
});

test('where the settings know of a proxy there is no page without a token: a proxy need not say that it is one', async () => {
  const proxied = await startTestGateway({ env: { TRUSTED_PROXIES: '1' } });
  expect((await ask(proxied)).status).toBe(404);
  await proxied.stop();
});

test('two readers at once are answered from one reading', async () => {
  const metrics = makeMetrics();
  let readings = 0;
  let answer: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const serve = serveMetrics(metrics, {
    token: TOKEN,
    proxied: false,
    refresh: async () => {
      readings += 1;
      await held;
      return {};
    },
  });
  const ctx = () => ({
    path: '/metrics',
    method: 'GET',
    state: {},
    get: () => `Bearer ${TOKEN}`,
    set() {},
  });
  const both = [ctx(), ctx()].map((one) => serve(one as never, async () => {}));
  answer?.();
  await Promise.all(both);
  expect(readings).toBe(1);
});

test('readiness names what is wrong, and nothing more', async () => {
  const answer = await fetch(`${open.issuer}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([
    200,
    {
      ready: true,
      checks: [
        { name: 'config_version', ok: true },
        { name: 'database', ok: true },
      ],
    },
  ]);
  // A minute without a poll that succeeded: the clock of the node runs on, its knowledge does not.
  open.clock.advance(60_000);
  const late = await fetch(`${open.issuer}/readyz`);
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await late.json()).toMatchObject({
    ready: false,
    checks: [
      { name: 'config_version', ok: false },
      { name: 'database', ok: true },
    ],
  });
});
