// Whole, since both steps of one sign-in are tried in every order and twice at once, over the same people.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import * as passwords from '../../src/staff/passwords.ts';
import * as staff from '../../src/staff/staff.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { authenticator } from './authenticator.ts';
import { codeOf, PASSWORD, type SeededStaff, seedStaff } from './people.ts';

const hashing = vi.hoisted(() => ({ verified: 0 }));
// The real hash, counted: what takes the time must be computed whoever is asked for.
vi.mock('argon2', async (original) => {
  const { default: argon2 } = await original<{ default: typeof import('argon2') }>();
  const verify: typeof argon2.verify = (digest, text) => {
    hashing.verified += 1;
    return argon2.verify(digest, text);
  };
  return { default: { ...argon2, verify } };
});

const site = { issuer: 'http://localhost:3000' };
const from = { device: 'Firefox · Linux', network: '192.0.2.0/24' };
const DAY = 86_400_000;

let data: FreshDatabase;
let base: FreshDatabase['base'];
/** A second node: its own connections to the same database. */
let other: Base;
beforeAll(async () => {
  data = await freshDatabase();
  base = data.base;
  other = { ...base, db: connect(data.url) };
});
afterAll(async () => {
  await other.db.destroy();
  await data.drop();
});

const password = (who: Pick<SeededStaff, 'address'>, text = PASSWORD, on: Base = base) =>
  staff.tryPassword(on, { address: who.address, password: text });

async function halfDone(who: SeededStaff): Promise<string> {
  const entry = await password(who);
  if (!entry) throw new Error('the password was not taken');
  return entry;
}

const show = (entry: string, shown: staff.Shown, on: Base = base) =>
  staff.tryFactor(on, site, { entry, shown, from });

/** A later time step, so that a code not used yet is there. */
const nextStep = () => data.clock.advance(30_000);

test('somebody signs in with the password and a code, and is who they are', async () => {
  const who = await seedStaff(base);
  nextStep();
  const entered = await show(await halfDone(who), { code: codeOf(base, who) });
  const session = entered && 'session' in entered ? entered.session : '';
  expect(await staff.sessionOf(base, session)).toMatchObject({ staff_id: who.staff_id });
  const mine = (await auditTrail(base)).filter(({ object_id }) => object_id === who.staff_id);
  expect(mine.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['staff.password_right', 'staff.factor_used', 'staff.session_started']),
  );
});

test('the address is taken in capitals and with blanks around it', async () => {
  const who = await seedStaff(base);
  expect(await password({ address: ` ${who.address.toUpperCase()} ` })).toBeDefined();
});

test.each([
  ['is changed', (on: Base, id: string) => passwords.put(on, id, 'another hash')],
  [
    'is of no use, since they are locked,',
    (on: Base, id: string) => staff.lock(on, { staff_id: id }),
  ],
])('a password that %s while it is checked begins nothing', async (_, happens) => {
  const who = await seedStaff(base);
  const open = await other.db.transaction();
  await happens({ ...other, db: open }, who.staff_id);
  let over = false;
  const entry = password(who).finally(() => {
    over = true;
  });
  const waits = async () => {
    const { rows } = await base.db.raw(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  };
  while (!over && !(await waits())) await new Promise((next) => setImmediate(next));
  await open.commit();
  expect(await entry).toBeUndefined();
  const { staff_id } = who;
  expect(await base.db('staff_challenges').where({ staff_id })).toEqual([]);
  const mine = (await auditTrail(base)).filter(({ object_id }) => object_id === staff_id);
  const kinds = mine.map(({ kind }) => kind);
  expect(kinds).toContain('staff.sign_in_failed');
  expect(kinds).not.toContain('staff.password_right');
});

test('a password alone opens nothing: the half-done sign-in is no session', async () => {
  const who = await seedStaff(base);
  expect(await staff.sessionOf(base, await halfDone(who))).toBeUndefined();
});

test('a stranger, a wrong password, somebody invited, locked or gone: the same answer, one hash each', async () => {
  const who = await seedStaff(base);
  const [gone, out] = [await seedStaff(base), await seedStaff(base)];
  await staff.leave(base, { staff_id: gone.staff_id });
  await staff.lock(base, { staff_id: out.staff_id });
  const invited = { address: 'never-came@office.example' };
  const { department_id } = (await staff.byId(base, who.staff_id)) as staff.Member;
  await staff.invite(base, { ...invited, name: '南平', department_id });
  const queries: number[] = [];
  for (const [one, text] of [
    [who, 'Wrong-one-4170'],
    [{ address: 'nobody@office.example' }, PASSWORD],
    [gone, PASSWORD],
    [out, PASSWORD],
    [invited, PASSWORD],
  ] as const) {
    let asked = 0;
    hashing.verified = 0;
    const stop = () => base.db.removeListener('query', count);
    const count = () => {
      asked += 1;
    };
    base.db.on('query', count);
    expect(await password(one, text)).toBeUndefined();
    stop();
    expect(hashing.verified).toBe(1);
    queries.push(asked);
  }
  expect(new Set(queries).size).toBe(1);
});

test('after five wrong tries in a row an address waits 15 minutes, on every node', async () => {
  const who = await seedStaff(base);
  for (let i = 0; i < 5; i++) await password(who, 'Wrong-one-4170', i % 2 ? other : base);
  expect(await password(who)).toBeUndefined();
  expect(await password(who, PASSWORD, other)).toBeUndefined();
  data.clock.advance(15 * 60_000 - 1);
  expect(await password(who)).toBeUndefined();
  data.clock.advance(1);
  expect(await password(who)).toBeDefined();
  const locked = (await auditTrail(base)).filter(
    ({ kind, object_id }) => kind === 'staff.tries_locked' && object_id === who.staff_id,
  );
  expect(locked).toHaveLength(1);
});

test('four wrong ones and a right one: the count begins anew once somebody is in', async () => {
  const who = await seedStaff(base);
  for (let i = 0; i < 4; i++) await password(who, 'Wrong-one-4170');
  nextStep();
  expect(await show(await halfDone(who), { code: codeOf(base, who) })).toBeDefined();
  for (let i = 0; i < 4; i++) await password(who, 'Wrong-one-4170');
  expect(await password(who)).toBeDefined();
});

test('a right password gives no free tries at the second factor', async () => {
  const who = await seedStaff(base);
  nextStep();
  for (let i = 0; i < 5; i++)
    expect(await show(await halfDone(who), { code: '000000' })).toBeUndefined();
  expect(await password(who)).toBeUndefined();
});

test('a hundred tries at once are no way around the limit', async () => {
  const who = await seedStaff(base);
  const entry = await halfDone(who);
  nextStep();
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => show(entry, { code: `00000${i}`.slice(-6) })),
  );
  expect(await show(entry, { code: codeOf(base, who) })).toBeUndefined();
});

test('a code works once, also at two nodes in the same instant (Never 5)', async () => {
  for (let round = 0; round < 5; round++) {
    const who = await seedStaff(base, { several_sessions: true });
    nextStep();
    const entries = [await halfDone(who), await halfDone(who)];
    const code = codeOf(base, who);
    const both = await Promise.all([
      show(entries[0] ?? '', { code }),
      show(entries[1] ?? '', { code }, other),
    ]);
    expect(both.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await show(await halfDone(who), { code })).toBeUndefined();
  }
});

test('a half-done sign-in is finished once, also at two nodes in the same instant (Never 5)', async () => {
  const who = await seedStaff(base, { several_sessions: true });
  const session = await inside(who);
  const codes = await staff.renewCodes(base, who.staff_id);
  const entry = await halfDone(who);
  const both = await Promise.allSettled([
    show(entry, { code: codes[0] ?? '' }),
    show(entry, { code: codes[1] ?? '' }, other),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const lost = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(lost.reason).toMatchObject({ code: 'staff.entry_over' });
  // What the loser showed was not used up by it.
  expect(await staff.codesLeft(base, who.staff_id)).toBe(9);
  expect(await staff.sessionOf(base, session)).toBeDefined();
});

test('a recovery code works once, also at two nodes in the same instant (Never 5)', async () => {
  const who = await seedStaff(base, { several_sessions: true });
  const [code = ''] = await staff.renewCodes(base, who.staff_id);
  const entries = [await halfDone(who), await halfDone(who)];
  const both = await Promise.all([
    show(entries[0] ?? '', { code }),
    show(entries[1] ?? '', { code: code.toLowerCase().replace('-', ' ') }, other),
  ]);
  expect(both.filter((one) => one !== undefined)).toHaveLength(1);
  expect(await staff.codesLeft(base, who.staff_id)).toBe(9);
});

test('a code of another person, and of two minutes ago, is wrong', async () => {
  const [who, else_] = [await seedStaff(base), await seedStaff(base)];
  nextStep();
  const old = codeOf(base, who);
  data.clock.advance(120_000);
  expect(await show(await halfDone(who), { code: codeOf(base, else_) })).toBeUndefined();
  expect(await show(await halfDone(who), { code: old })).toBeUndefined();
});

test('a half-done sign-in is over after half an hour', async () => {
  const who = await seedStaff(base);
  const entry = await halfDone(who);
  data.clock.advance(30 * 60_000);
  await expect(show(entry, { code: codeOf(base, who) })).rejects.toThrow('staff.entry_over');
});

test('somebody who is locked between the two steps does not come in', async () => {
  const who = await seedStaff(base);
  const entry = await halfDone(who);
  nextStep();
  await staff.lock(base, { staff_id: who.staff_id });
  await expect(show(entry, { code: codeOf(base, who) })).rejects.toThrow('staff.entry_over');
});

test('a lock, a factor that is reset and a new password end what was half done', async () => {
  const over = async (begun: Promise<unknown>) =>
    expect(begun).rejects.toMatchObject({ code: 'staff.entry_over' });
  const who = await seedStaff(base);
  const { staff_id } = who;
  let entry = await halfDone(who);
  await staff.lock(base, { staff_id });
  await staff.unlock(base, { staff_id });
  nextStep();
  await over(show(entry, { code: codeOf(base, who) }));

  entry = await halfDone(who);
  const session = await sessionOf(await inside(who));
  const current = PASSWORD;
  await staff.changePassword(base, { session, current, password: 'Antu-spring-2024' });
  nextStep();
  await over(show(entry, { code: codeOf(base, who) }));

  entry = (await password(who, 'Antu-spring-2024')) ?? '';
  await staff.resetFactors(base, { staff_id });
  await over(show(entry, { code: codeOf(base, who) }));
});

test('a renewal of the password does not outlive a lock either', async () => {
  const who = await seedStaff(base);
  data.clock.advance(90 * DAY);
  const entered = await show(await halfDone(who), { code: codeOf(base, who) });
  const entry = entered && 'renewal' in entered ? entered.renewal : '';
  await staff.lock(base, { staff_id: who.staff_id });
  await staff.unlock(base, { staff_id: who.staff_id });
  await expect(
    staff.renewPassword(base, { entry, password: 'Antu-spring-2024', from }),
  ).rejects.toThrow('staff.entry_over');
});

test('after 90 days a new password is asked for, and none of the last five is taken', async () => {
  const who = await seedStaff(base);
  let now = PASSWORD;
  for (const next of [
    'Yalu-river-4171',
    'Yalu-river-4172',
    'Yalu-river-4173',
    'Yalu-river-4174',
    'Yalu-river-4175',
  ]) {
    data.clock.advance(90 * DAY);
    const entry = await password(who, now);
    const entered = await show(entry ?? '', { code: codeOf(base, who) });
    if (!entered || !('renewal' in entered)) throw new Error('no new password was asked for');
    expect(await staff.sessionOf(base, entered.renewal)).toBeUndefined();
    const renew = (text: string) =>
      staff.renewPassword(base, { entry: entered.renewal, password: text, from });
    for (const used of [now, PASSWORD])
      await expect(renew(used)).rejects.toThrow('staff.password_used');
    const session = await renew(next);
    expect(await staff.sessionOf(base, session)).toBeDefined();
    await expect(renew('Yalu-river-9999')).rejects.toThrow('staff.entry_over');
    now = next;
  }
  data.clock.advance(90 * DAY);
  const entered = await show((await password(who, now)) ?? '', { code: codeOf(base, who) });
  const entry = entered && 'renewal' in entered ? entered.renewal : '';
  // Five others came after the first one.
  expect(await staff.renewPassword(base, { entry, password: PASSWORD, from })).toBeDefined();
});

test('a password of staff is long, of three kinds of characters, not common, not made of the person', async () => {
  const who = await seedStaff(base, { name: 'Kim Dal', address: 'daling@office.example' });
  const token = await inside(who);
  const session = await sessionOf(token);
  const change = (text: string) =>
    staff.changePassword(base, { session, current: PASSWORD, password: text });
  await expect(change('Short-417')).rejects.toThrow('staff.password_short');
  await expect(change('onlysmallandmore')).rejects.toThrow('staff.password_classes');
  await expect(change('small1smalllong2')).rejects.toThrow('staff.password_classes');
  await expect(change('Password1234!')).rejects.toThrow('staff.password_common');
  await expect(change('xx-Daling-31415')).rejects.toThrow('staff.password_common');
  await expect(change('xx-KimDal-31415')).rejects.toThrow('staff.password_common');
  expect(
    await staff.changePassword(base, { session, current: 'Wrong', password: 'Good-enough-31' }),
  ).toBe(false);
  expect(await change('Good-enough-31')).toBe(true);
  expect(await staff.sessionOf(base, token)).toBeDefined();
});

test('a passkey opens the second step, its challenge works once, and without a person verified it does not', async () => {
  const who = await seedStaff(base, { several_sessions: true });
  const session = await sessionOf(await inside(who));
  const key = authenticator({ origin: site.issuer });
  const weak = authenticator({ origin: site.issuer, verified: false });
  const foreign = authenticator({ origin: 'http://localhost.evil.example:3000' });
  const adding = async () => {
    const entry = await staff.beginOwn(base, session);
    const { passkey } = await staff.enrolment(base, site, entry);
    return (answer: string, label = '办公电脑') =>
      staff
        .addOwn(base, site, { session, entry, first: { answer, label } })
        .then((ok) => ({ ok, passkey }));
  };
  for (const wrong of [weak, foreign]) {
    const entry = await staff.beginOwn(base, session);
    const { passkey } = await staff.enrolment(base, site, entry);
    const first = { answer: wrong.create(passkey) };
    await expect(staff.addOwn(base, site, { session, entry, first })).rejects.toThrow(
      'staff.passkey_refused',
    );
  }
  const entry = await staff.beginOwn(base, session);
  const { passkey } = await staff.enrolment(base, site, entry);
  const first = { answer: key.create(passkey), label: '办公电脑' };
  expect(await staff.addOwn(base, site, { session, entry, first })).toBe(true);
  await expect((await adding())(key.create(passkey))).rejects.toThrow('staff.passkey_refused');
  expect(
    (await staff.factorsOf(base, who.staff_id)).map(({ kind, label }) => [kind, label]),
  ).toEqual([
    ['totp', undefined],
    ['passkey', '办公电脑'],
  ]);

  const entries = [await halfDone(who), await halfDone(who)];
  const options = await staff.factorsToShow(base, site, entries[0] ?? '');
  const answer = key.get(options.passkey ?? { challenge: '' });
  const both = await Promise.all([
    show(entries[0] ?? '', { answer }),
    show(entries[1] ?? '', { answer }, other),
  ]);
  expect(both.filter((one) => one !== undefined)).toHaveLength(1);
  const again = await staff.factorsToShow(base, site, await halfDone(who));
  expect(
    await show(await halfDone(who), { answer: weak.get(again.passkey ?? { challenge: '' }) }),
  ).toBeUndefined();
  expect(await show(await halfDone(who), { answer: '{"id":1}' })).toBeUndefined();
});

test('the last second factor stays', async () => {
  const who = await seedStaff(base);
  const [app] = await staff.factorsOf(base, who.staff_id);
  const remove = staff.removeFactor(base, { staff_id: who.staff_id, factor_id: app?.id ?? '' });
  await expect(remove).rejects.toThrow('staff.last_factor');
});

async function inside(who: SeededStaff): Promise<string> {
  nextStep();
  const entered = await show(await halfDone(who), { code: codeOf(base, who) });
  if (!entered || !('session' in entered)) throw new Error('not let in');
  return entered.session;
}

async function sessionOf(token: string): Promise<staff.StaffSession> {
  const session = await staff.sessionOf(base, token);
  if (!session) throw new Error('no session');
  return session;
}
