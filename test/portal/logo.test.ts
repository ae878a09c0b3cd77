/** The picture of an application: handed in by its developer, decided as its name is, seen when people sign in. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { joined } from '../developers/people.ts';
import { chunk, square } from '../doubles/pictures.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

const t = sentences('zh-CN').applications.logo;
const decider = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000002' } as const;
let at: Portal;
let cookie: string;
let csrf: string;
beforeAll(async () => {
  at = await startPortal();
  const { token } = await joined(at.base, { department_code: '220000-hall', by: at.by });
  cookie = `songhua-developer-${new URL(at.issuer).port}=${token}`;
  const page = await (await get('/clients/apps/hall/logo')).text();
  csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}, 60_000);
afterAll(() => at?.stop());

const get = (path: string) =>
  fetch(`${at.issuer}${path}`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
function upload(bytes: Buffer | undefined, fields: Record<string, string> = { _csrf: csrf }) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (bytes) body.set('file', new Blob([Uint8Array.from(bytes)]), 'logo.png');
  return fetch(`${at.issuer}/clients/apps/hall/logo`, {
    ...{ method: 'POST', redirect: 'manual', body },
    headers: { cookie, accept: 'text/html' },
  });
}
const logo = async () => (await clients.read(at.base, 'hall'))?.logo;
const kept = async () => (await at.base.db('client_logos')).length;

test('what is no picture is refused with what to do, and changes nothing', async () => {
  const cases: [Buffer | undefined, string][] = [
    [undefined, t.faults.empty],
    [Buffer.from('<svg onload="alert(1)"/>'), t.faults.not_png],
    [square(63), t.faults.size],
    [Buffer.concat([square(64), Buffer.from('<script>')]), t.faults.broken],
    [Buffer.alloc(70_000), t.faults.too_large],
  ];
  for (const [bytes, fault] of cases) {
    const answer = await upload(bytes);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(fault)]);
  }
  expect((await upload(Buffer.alloc(400_000))).status).toBe(413);
  expect((await upload(square(64), {})).status).toBe(403);
  expect(await kept()).toBe(0);
});

test('one of a live application waits for two of the staff, then people see it when they sign in', async () => {
  const bytes = square(96, [12, 98, 170], [chunk('tEXt', Buffer.from('Author\0 somebody'))]);
  const answer = await upload(bytes);
  expect(answer.headers.get('location')).toBe('/clients/apps/hall/logo?done=asked');
  expect(await logo()).toBeNull();
  const change = await clients.openChange(at.base, 'hall');
  const digest = change?.body.logo ?? '';
  expect(change?.fields).toEqual(['logo']);
  expect(await (await get('/clients/apps/hall/logo')).text()).toContain(`${digest}.png`);
  const signIn = async () => (await visitor().open(at.hall.ask(at.issuer).address)).html;
  expect(await signIn()).not.toContain('client-logos');
  const asked = { client_id: 'hall', change_id: change?.id ?? '' };
  expect(await clients.grantChange(at.base, asked, decider)).toBe(true);
  expect(await logo()).toBe(digest);
  await vi.waitFor(async () => expect(await signIn()).toContain(`/client-logos/${digest}.png`), {
    ...{ timeout: 10_000, interval: 50 },
  });
  const shown = await fetch(`${at.issuer}/client-logos/${digest}.png`);
  expect([
    shown.status,
    ...['content-type', 'x-content-type-options', 'content-security-policy', 'cache-control'].map(
      (name) => shown.headers.get(name),
    ),
  ]).toEqual([
    ...[200, 'image/png', 'nosniff', "default-src 'none'; sandbox"],
    'public, max-age=31536000, immutable',
  ]);
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(square(96));
  const events = (await auditTrail(at.base)).filter(({ kind }) =>
    kind.startsWith('client.change_'),
  );
  expect(events.map(({ detail }) => detail['fields'])).toEqual(['logo', 'logo']);
});

test('what is neither shown nor asked for is not kept', async () => {
  await upload(square(64, [1, 2, 3]));
  expect(await kept()).toBe(2);
  await clients.withdraw(at.base, 'hall', { kind: 'system' });
  await upload(square(64, [4, 5, 6]));
  expect(await kept()).toBe(2);
});

test('an address that is of no picture is not there', async () => {
  for (const name of ['0'.repeat(64), 'x', '..%2f..%2fetc', `${'0'.repeat(63)}'`])
    expect((await fetch(`${at.issuer}/client-logos/${name}.png`)).status, name).toBe(404);
});
