// Whole, since it is the life of one link: made, opened, used once, void.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { codeAt } from '../../src/staff/totp.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { authenticator } from './authenticator.ts';
import { codeOf, PASSWORD, seedStaff, sessionFor, signedInStaff } from './people.ts';

const site = { issuer: 'http://localhost:3000' };
const from = { device: 'Firefox · Linux', network: '192.0.2.0/24' };
const HOUR = 3_600_000;

let data: FreshDatabase;
let base: FreshDatabase['base'];
let other: Base;
beforeAll(async () => {
  data = await freshDatabase();
  base = data.base;
  other = { ...base, db: connect(data.url) };
  await seedStaff(base);
});
afterAll(async () => {
  await other.db.destroy();
  await data.drop();
});

let count = 0;
async function invited() {
  const address = `new-${++count}@office.example`;
  const department_id = await departments.rootId(base);
  return { address, ...(await staff.invite(base, { name: '全新', address, department_id })) };
}

const code = (secret: string) => codeAt(base.clock.now(), secret);

test('somebody invited chooses a password, enrols an app, is given ten codes once and is in', async () => {
  const { token, staff_id, address } = await invited();
  expect(await staff.linkOf(base, token)).toMatchObject({
    purpose: 'join',
    member: { name: '全新' },
  });
  const entry = await staff.join(base, { token, password: PASSWORD });
  const { secret } = await staff.enrolment(base, site, entry);
  expect(
    await staff.finishEnrolment(base, site, { entry, first: { code: '000000' }, from }),
  ).toBeUndefined();
  const done = await staff.finishEnrolment(base, site, {
    entry,
    first: { code: code(secret) },
    from,
  });
  expect(done?.codes).toHaveLength(10);
  const session = done && 'session' in done.entered ? done.entered.session : '';
  expect(await staff.sessionOf(base, session)).toMatchObject({ staff_id, grants: [] });
  await expect(staff.linkOf(base, token)).rejects.toThrow('staff.link_over');
  expect((await staff.byId(base, staff_id))?.state).toBe('active');

  // The code that enrolled it was used; the next one opens.
  const half = async () => (await staff.tryPassword(base, { address, password: PASSWORD })) ?? '';
  const show = async () =>
    staff.tryFactor(base, site, { entry: await half(), shown: { code: code(secret) }, from });
  expect(await show()).toBeUndefined();
  data.clock.advance(30_000);
  expect(await show()).toBeDefined();
});

test('with a passkey as the only factor', async () => {
  const { token } = await invited();
  const entry = await staff.join(base, { token, password: PASSWORD });
  const { passkey } = await staff.enrolment(base, site, entry);
  const first = { answer: authenticator({ origin: site.issuer }).create(passkey) };
  expect(await staff.finishEnrolment(base, site, { entry, first, from })).toBeDefined();
});

test('whoever stops halfway opens the link again, until it is used or 72 hours are over', async () => {
  const { token, address } = await invited();
  await staff.join(base, { token, password: PASSWORD });
  // A password alone is not yet a way in.
  expect(await staff.tryPassword(base, { address, password: PASSWORD })).toBeUndefined();
  data.clock.advance(72 * HOUR - 1);
  expect(await staff.linkOf(base, token)).toBeDefined();
  data.clock.advance(1);
  await expect(staff.linkOf(base, token)).rejects.toThrow('staff.link_over');
  await expect(staff.join(base, { token, password: PASSWORD })).rejects.toThrow('staff.link_over');
});

test('a new link voids the one before', async () => {
  const { token, staff_id } = await invited();
  const second = await staff.inviteAgain(base, { staff_id });
  await expect(staff.linkOf(base, token)).rejects.toThrow('staff.link_over');
  expect(await staff.linkOf(base, second)).toMatchObject({ purpose: 'join' });
});

test('a link works once, also at two nodes in the same instant (Never 5)', async () => {
  for (let round = 0; round < 3; round++) {
    const { token, staff_id } = await invited();
    const entries = [
      await staff.join(base, { token, password: PASSWORD }),
      await staff.join(base, { token, password: `${PASSWORD}-b` }),
    ];
    const both = await Promise.allSettled(
      entries.map(async (entry, at) => {
        const { secret } = await staff.enrolment(base, site, entry);
        const on = at === 0 ? base : other;
        return staff.finishEnrolment(on, site, { entry, first: { code: code(secret) }, from });
      }),
    );
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await staff.factorsOf(base, staff_id)).toHaveLength(1);
    expect(await staff.sessionsOf(base, staff_id)).toHaveLength(1);
  }
});

test('a work address is one member, however it is written; whoever has left gives it free', async () => {
  const { address, staff_id } = await invited();
  const department_id = await departments.rootId(base);
  const again = () =>
    staff.invite(base, { name: '另一人', address: ` ${address.toUpperCase()}`, department_id });
  await expect(again()).rejects.toThrow('staff.address_taken');
  await staff.leave(base, { staff_id });
  const both = await Promise.allSettled([again(), again()]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('two people reset a lost factor: every session ends, and a link with the password opens a new one', async () => {
  const who = await signedInStaff(base, { name: '白头' });
  const { staff_id } = who;
  await staff.renewCodes(base, staff_id);
  const decider = await seedStaff(base, { roles: ['security_administrator'] });
  await staff.resetFactors(base, { staff_id, by: decider.staff_id });
  expect(await staff.sessionOf(base, who.token)).toBeUndefined();
  expect(await staff.whyOver(base, who.token)).toBe('factor_reset');
  expect([await staff.factorsOf(base, staff_id), await staff.codesLeft(base, staff_id)]).toEqual([
    [],
    0,
  ]);
  const half = await staff.tryPassword(base, { address: who.address, password: PASSWORD });
  data.clock.advance(30_000);
  const shown = { code: codeOf(base, who) };
  expect(await staff.tryFactor(base, site, { entry: half ?? '', shown, from })).toBeUndefined();

  const token = await staff.inviteAgain(base, { staff_id, by: decider.staff_id });
  expect(await staff.linkOf(base, token)).toMatchObject({ purpose: 'factor' });
  await expect(staff.join(base, { token, password: PASSWORD })).rejects.toThrow('staff.link_over');
  expect(await staff.rejoin(base, { token, password: 'Not-the-one-417' })).toBeUndefined();
  const entry = (await staff.rejoin(base, { token, password: PASSWORD })) ?? '';
  const { secret } = await staff.enrolment(base, site, entry);
  const done = await staff.finishEnrolment(base, site, {
    entry,
    first: { code: code(secret) },
    from,
  });
  expect(done?.codes).toHaveLength(10);
  expect(await staff.factorsOf(base, staff_id)).toHaveLength(1);
  const kinds = (await auditTrail(base))
    .filter(({ object_id }) => object_id === staff_id)
    .map(({ kind, actor_id }) => `${kind} ${actor_id === decider.staff_id ? 'decider' : ''}`);
  expect(kinds).toContain('staff.factors_reset decider');
});

test('a forgotten password: a link, and a code of the factor that stands', async () => {
  const who = await seedStaff(base);
  const token = await staff.inviteAgain(base, { staff_id: who.staff_id });
  expect(await staff.linkOf(base, token)).toMatchObject({ purpose: 'password' });
  const replace = (text: string) =>
    staff.replaceForgotten(base, site, { token, password: 'Hunchun-glass-3141', code: text });
  data.clock.advance(30_000);
  expect(await replace('123456')).toBe(false);
  expect(await replace(codeOf(base, who))).toBe(true);
  data.clock.advance(30_000);
  await expect(replace(codeOf(base, who))).rejects.toThrow('staff.link_over');
  const { address } = who;
  expect(await staff.tryPassword(base, { address, password: PASSWORD })).toBeUndefined();
  expect(await staff.tryPassword(base, { address, password: 'Hunchun-glass-3141' })).toBeDefined();
});

test('a link for a forgotten password says nothing of the last ones before a code is right', async () => {
  const who = await seedStaff(base);
  const token = await staff.inviteAgain(base, { staff_id: who.staff_id });
  const replace = (password: string, text: string) =>
    staff.replaceForgotten(base, site, { token, password, code: text });
  data.clock.advance(30_000);
  const right = codeOf(base, who);
  for (let i = 0; i < 4; i++) expect(await replace(PASSWORD, '000000')).toBe(false);
  await expect(replace(PASSWORD, right)).rejects.toThrow('staff.password_used');
  // The code was used up by that, and the tries begin anew.
  for (let i = 0; i < 5; i++) expect(await replace(PASSWORD, right)).toBe(false);
  data.clock.advance(30_000);
  expect(await replace(PASSWORD, codeOf(base, who))).toBe(false);
  expect(await replace('Hunchun-glass-3141', codeOf(base, who))).toBe(false);
  data.clock.advance(15 * 60_000);
  expect(await replace('Hunchun-glass-3141', codeOf(base, who))).toBe(true);
});

test('locked: sessions end and nothing opens; unlocked: as before; nobody does it to themselves', async () => {
  const who = await signedInStaff(base, { roles: ['operator'] });
  const { staff_id, token } = who;
  await expect(staff.lock(base, { staff_id, by: staff_id })).rejects.toThrow('staff.own_account');
  expect(await staff.lock(base, { staff_id })).toBe(true);
  expect(await staff.lock(base, { staff_id })).toBe(false);
  expect(await staff.sessionOf(base, token)).toBeUndefined();
  expect(await staff.whyOver(base, token)).toBe('locked');
  expect(await staff.grantsOf(base, staff_id)).toEqual([]);
  await expect(staff.inviteAgain(base, { staff_id })).rejects.toThrow('staff.locked');
  expect(await staff.unlock(base, { staff_id })).toBe(true);
  expect(await staff.grantsOf(base, staff_id)).toHaveLength(1);
  expect((await staff.byId(base, staff_id))?.state).toBe('active');
});

test('who leaves loses sessions, roles and links, and does not come back', async () => {
  const { staff_id, token } = await signedInStaff(base, {
    roles: ['operator', 'audit_administrator'],
  });
  expect(await staff.leave(base, { staff_id })).toBe(true);
  expect(await staff.sessionOf(base, token)).toBeUndefined();
  expect((await staff.grantHistory(base, staff_id)).every(({ ended_at }) => ended_at)).toBe(true);
  for (const act of [staff.unlock, staff.lock, staff.inviteAgain, staff.resetFactors])
    await expect(act(base, { staff_id })).rejects.toThrow('staff.gone');
});

test('nobody strips a colleague of roles alone, by letting them leave', async () => {
  const by = (await seedStaff(base, { roles: ['security_administrator'] })).staff_id;
  const { staff_id, token } = await signedInStaff(base, { roles: ['operator'] });
  await expect(staff.leave(base, { staff_id, by })).rejects.toThrow('staff.holds_roles');
  // Locked or not: a lock is for a moment, a leaving is for good.
  await staff.lock(base, { staff_id, by });
  await expect(staff.leave(base, { staff_id, by })).rejects.toThrow('staff.holds_roles');
  await staff.unlock(base, { staff_id, by });
  expect(await staff.grantsOf(base, staff_id)).toHaveLength(1);
  expect(await staff.whyOver(base, token)).toBe('locked');
  const [held] = await staff.grantHistory(base, staff_id);
  await staff.revoke(base, { grant_id: held?.id ?? '', by });
  expect(await staff.leave(base, { staff_id, by })).toBe(true);
});

test('a change of one’s own asks for a factor shown within a quarter of an hour', async () => {
  const who = await seedStaff(base);
  const token = await sessionFor(base, who.staff_id);
  const read = async () => (await staff.sessionOf(base, token)) as staff.StaffSession;
  expect(staff.isFresh(base, await read())).toBe(true);
  data.clock.advance(10 * 60_000);
  await read();
  data.clock.advance(5 * 60_000);
  expect(staff.isFresh(base, await read())).toBe(false);
  const session = await read();
  expect(await staff.proveAgain(base, site, { session, shown: { code: '000000' } })).toBe(false);
  const shown = { code: codeOf(base, who) };
  expect(await staff.proveAgain(base, site, { session, shown })).toBe(true);
  expect(staff.isFresh(base, await read())).toBe(true);
});

test('what expires is removed', async () => {
  await staff.tryPassword(base, { address: 'x@office.example', password: 'x' });
  data.clock.advance(25 * HOUR);
  expect(await staff.removeExpired(base)).toBeGreaterThan(2);
  expect(await staff.removeExpired(base)).toBe(0);
});
