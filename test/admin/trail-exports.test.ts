import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/crypto/ids.ts';
import { sessionFor, signedInStaff } from '../staff/people.ts';
import { kinds, REASON, send, textOf, waiting } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let auditor: Member;
let security: Member;

beforeAll(async () => {
  hall = await startConsole();
  auditor = await hall.as('audit_administrator', 'province');
  security = await hall.as('security_administrator', 'province');
}, 60_000);
afterAll(() => hall?.stop());

const today = () =>
  new Date(hall.gateway.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const ask = (days: { from: string; until: string }, who = auditor) =>
  send(who, '/admin/trail/exports', days);
const decide = (id: string, verdict: 'approve' | 'refuse', who = security) =>
  send(who, `/admin/approvals/${id}/decide`, { verdict });
const fileAt = (id: string) => `/admin/trail/exports/${id}`;
/** Of somebody of the staff who is there, with a session of now. */
const statusFor = async (staff_id: string, path: string) => {
  const token = await sessionFor(hall.base, staff_id);
  const cookie = `songhua-staff-${new URL(hall.issuer).port}=${token}`;
  return (await fetch(new URL(path, hall.issuer), { headers: { cookie } })).status;
};

test('an export is made when a second person says so; only who asked gets it, and only for a day', async () => {
  expect(await ask({ from: today(), until: today() })).toContain('done=asked');
  const id = await waiting(hall, 'trail.export');
  expect((await auditor.get(fileAt(id))).status).toBe(404);
  expect(await decide(id, 'approve', auditor)).toBe('approvals.same_person');
  await decide(id, 'approve');
  expect(await hall.base.db('audit_exports').where({ id })).toMatchObject([{ state: 'ready' }]);
  expect((await textOf(auditor, '/admin/trail')).text).toContain(`href="${fileAt(id)}"`);

  const answer = await auditor.get(fileAt(id));
  expect(answer.headers.get('content-disposition')).toContain(
    `songhua-audit-${today()}-${today()}.ndjson.gz`,
  );
  const lines = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString();
  expect(lines).toContain('"approval.asked"');
  expect(lines).not.toContain(REASON);

  const other = await signedInStaff(hall.base, { roles: ['audit_administrator'] });
  expect(await statusFor(other.staff_id, '/admin/trail')).toBe(200);
  expect(await statusFor(other.staff_id, fileAt(id))).toBe(404);
  expect((await security.get(fileAt(id))).status).toBe(403);
  expect(await kinds(hall, id)).toEqual(
    expect.arrayContaining(['approval.asked', 'audit.exported', 'audit.export_fetched']),
  );
  expect((await kinds(hall, id)).filter((kind) => kind === 'audit.export_fetched')).toHaveLength(1);

  hall.gateway.clock.advance(24 * 3_600_000);
  expect(await statusFor(auditor.staff_id, fileAt(id))).toBe(404);
  const token = await sessionFor(hall.base, auditor.staff_id);
  const cookie = `songhua-staff-${new URL(hall.issuer).port}=${token}`;
  const list = await (await fetch(`${hall.issuer}/admin/trail`, { headers: { cookie } })).text();
  expect(list).not.toContain(fileAt(id));
  hall.gateway.clock.advance(-24 * 3_600_000);
});

test('an export that was refused is not made, and one that nobody asked for is not there', async () => {
  await ask({ from: today(), until: today() });
  const id = await waiting(hall, 'trail.export');
  await decide(id, 'refuse');
  expect(await hall.base.db('audit_exports').where({ id })).toEqual([]);
  expect((await auditor.get(fileAt(id))).status).toBe(404);
  expect((await auditor.get(fileAt(newId(hall.base.clock)))).status).toBe(404);
  expect((await auditor.get(fileAt('not-an-id'))).status).toBe(404);
});

test('days that are none, or stand the wrong way round, are refused', async () => {
  expect(await ask({ from: '2026-03-02', until: '2026-03-01' })).toBe('http.bad_input');
  expect(await ask({ from: '2026-02-30', until: '2026-03-01' })).toBe('http.bad_input');
  expect(await send(auditor, '/admin/trail/exports', { ...days, reason: ' ' })).toBe(
    'http.bad_input',
  );
  expect(await ask(days, await hall.as('audit_administrator', 'inside'))).toBe('admin.not_here');
  expect(await ask(days, security)).toBe('admin.not_allowed');
  expect(await hall.base.db('approvals').where({ state: 'asked' })).toEqual([]);
});

const days = { from: '2026-03-01', until: '2026-03-02' };
