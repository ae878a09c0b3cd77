import { afterAll, beforeAll, expect, test } from 'vitest';
import { handleOf } from '../../src/admin/handles.ts';
import { transaction } from '../../src/base.ts';
import * as clients from '../../src/clients/clients.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, OWN_CLIENT, startConsole } from './console.ts';

let hall: Console;
let system: Member;
let developer: Member;
let dead = '';
let theirs = '';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

beforeAll(async () => {
  hall = await startConsole();
  const { base } = hall;
  for (const [id, department_code] of [
    [OWN_CLIENT, 'yanji-fund'],
    ['shuangyang-app', 'shuangyang-fund'],
  ] as const)
    await clients.register(base, {
      ...{ id, department_code, names: words(`应用 ${id}`), sector: id, scopes: 'openid' },
      redirect_uris: ['https://fund.example/callback'],
    });
  system = await hall.as('system_administrator', 'province');
  developer = await hall.as('developer', 'inside');
  // The worker of this gateway finds nothing to try: one destination rests, at the other all was given up.
  await transaction(base, async (base) => {
    for (const client of [OWN_CLIENT, OWN_CLIENT, 'shuangyang-app'])
      await outbox.owe(base, [owed(client)]);
    await outbox.owe(base, [
      { destination_id: 'artefacts', kind: 'artefact', body: { session_uid: 'somebody' } },
    ]);
    const of = async (destination_id: string) =>
      (await outbox.ledger(base, { destination_id })).map(({ id }) => id);
    [dead = ''] = await of(`client:${OWN_CLIENT}`);
    [theirs = ''] = await of('client:shuangyang-app');
    const at = base.clock.now();
    const receipt = JSON.stringify({ fault: 'timeout', at: at.toISOString() }) as never;
    await base
      .db('outbox')
      .whereIn('id', [dead, theirs])
      .update({ state: 'dead', settled_at: at, receipt });
    await base.db('destinations').where({ id: 'client:shuangyang-app' }).update({ failures: 3 });
    await base
      .db('destinations')
      .where({ id: `client:${OWN_CLIENT}` })
      .update({ failures: 9, opened_until: new Date(at.getTime() + 3_600_000) });
  });
}, 60_000);
afterAll(() => hall?.stop());

const owed = (client_id: string): outbox.Owed => ({
  destination_id: `client:${client_id}`,
  kind: 'logout',
  body: {
    ...{ session_id: newId(hall.base.clock), identity_id: newId(hall.base.clock) },
    ...{ client_id, sid: 'sid' },
  },
});

const page = async (who: Member, path: string) => {
  const response = await who.get(path, { accept: 'text/html' });
  return { status: response.status, text: await response.text() };
};
const at = (id: string) => `/admin/deliveries/${handleOf(hall.base.ring, 'delivery', id)}`;

async function again(who: Member, id: string) {
  const { text } = await page(who, at(id));
  const [, _csrf = await who.csrf()] = /name="_csrf" value="([^"]+)"/.exec(text) ?? [];
  const response = await who.post(`${at(id)}/again`, { _csrf }, { origin: hall.issuer });
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, ...(json ? ((await response.json()) as object) : {}) };
}

test('the ledger shows what is owed to whom, a developer only their own client’s', async () => {
  const all = (await page(system, '/admin/deliveries')).text;
  expect(all).toContain(`应用 ${OWN_CLIENT}`);
  expect(all).toContain('应用 shuangyang-app');
  expect(all).toContain('本系统会话存储');
  expect(all).toContain('连续失败 3 次');
  expect(all).toContain('暂停尝试');
  const mine = (await page(developer, '/admin/deliveries')).text;
  expect(mine).toContain(`应用 ${OWN_CLIENT}`);
  expect(mine).not.toContain('shuangyang-app');
  expect(mine).not.toContain('本系统会话存储');
});

test('the list narrows to one destination and one state, and a foreign destination is not there', async () => {
  const rows = ({ text }: { text: string }) => text.split('/admin/deliveries/').length - 1;
  const one = `/admin/deliveries?destination=${encodeURIComponent(`client:${OWN_CLIENT}`)}`;
  expect(rows(await page(system, one))).toBe(2);
  expect(rows(await page(system, `${one}&state=dead`))).toBe(1);
  expect(rows(await page(system, `${one}&state=delivered`))).toBe(0);
  expect(
    (await page(developer, '/admin/deliveries?destination=client:shuangyang-app')).status,
  ).toBe(404);
  expect((await page(developer, '/admin/deliveries?destination=artefacts')).status).toBe(404);
});

test('what was given up is tried again at once, with its event, and by who looks after it', async () => {
  const { base } = hall;
  expect(await again(developer, theirs)).toMatchObject({ status: 404, code: 'admin.not_here' });
  expect(await again(developer, dead)).toMatchObject({ status: 303 });
  // Tried at once, though its destination was being left alone: this client has no address.
  await expect
    .poll(
      async () => {
        const all = await outbox.ledger(base, { client_id: OWN_CLIENT });
        return all.find(({ id }) => id === dead);
      },
      { timeout: 10_000 },
    )
    .toMatchObject({ state: 'dead', attempts: 1, receipt: { fault: 'no_address' } });
  const told = (await auditTrail(base)).filter(({ kind }) => kind === 'delivery.sent_again');
  expect(told).toMatchObject([
    { actor_kind: 'staff', actor_id: developer.staff_id, object_kind: 'delivery', object_id: dead },
  ]);
});

test('what a delivery says, and of whom, stands on no page', async () => {
  for (const path of ['/admin/deliveries', '/admin/deliveries?format=csv', at(theirs)]) {
    const { status, text } = await page(system, path);
    expect(status).toBe(200);
    expect(text).not.toMatch(/identity_id|session_id|[0-9a-f]{8}-[0-9a-f]{4}-7/);
  }
});
