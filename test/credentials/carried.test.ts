import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as carried from '../../src/credentials/carried.ts';
import { Refusal } from '../../src/errors.ts';
import { hashOf, SALT } from '../doubles/account-table.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const strong = 'river-sturgeon-417';
const weak = '123456';
const own = 'a boat under the bridge';
const stored_as = { format: 'md5-salt-after' } as const;
const someone = '01890000-0000-7000-8000-000000000001';

describe('a password that comes from a department', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  beforeEach(async () => {
    await database.base.db.raw('truncate carried_passwords, audit_events, audit_pending');
  });
  afterAll(() => database?.drop());

  /** The department's row of somebody whose password there is `password`. */
  const accountOf = (password: string, more: Partial<carried.Account> = {}): carried.Account => ({
    subject: 'sb-1',
    locked: false,
    stored: { ...stored_as, hash: hashOf(password), salt: SALT },
    personal: () => ({}),
    ...more,
  });
  const check = (account: carried.Account | undefined, password: string) => {
    const asked = { source_id: 'insurance', username: 'wangcs', password, stored_as };
    return carried.check(database.base, account ? { ...asked, account } : asked);
  };
  const setOwn = (password = own, alsoDo?: () => Promise<void>) =>
    carried.setOwn(
      database.base,
      { source_id: 'insurance', subject: 'sb-1', password, personal: {}, identity_id: someone },
      alsoDo,
    );
  const kinds = async () => (await auditTrail(database.base)).map(({ kind }) => kind).sort();
  const rows = () => database.base.db('carried_passwords').select();
  const wrong = { right: false, reason: 'wrong', knew: false };

  test('is hashed anew at the first sign-in, and the copy holds nothing in clear', async () => {
    expect(await check(accountOf(strong), strong)).toEqual({ right: true });
    const [row] = await rows();
    expect(row).toMatchObject({ source_id: 'insurance', own: false });
    expect(row?.secret).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toMatch(new RegExp(`${hashOf(strong)}|sb-1|${strong}`));
    expect(await kinds()).toEqual(['credential.carried']);
    // The second sign-in stands on the copy, and writes nothing.
    expect(await check(accountOf(strong), strong)).toEqual({ right: true });
    expect(await rows()).toEqual([row]);
    expect(await kinds()).toEqual(['credential.carried']);
  });

  test('a missing row refuses, whatever copy there is', async () => {
    await check(accountOf(strong), strong);
    expect(await check(undefined, strong)).toEqual({
      right: false,
      reason: 'missing',
      knew: false,
    });
    await setOwn();
    expect(await check(undefined, own)).toEqual({ right: false, reason: 'missing', knew: false });
  });

  test('a locked row refuses, and only who knows the password is to be told', async () => {
    const locked = (password: string) => accountOf(password, { locked: true });
    const told = { right: false, reason: 'locked', knew: true };
    expect(await check(locked(strong), strong)).toEqual(told);
    expect(await rows()).toEqual([]);
    await check(accountOf(strong), strong);
    expect(await check(locked(strong), strong)).toEqual(told);
    expect(await check(locked(strong), 'not-this-one')).toEqual({ ...told, knew: false });
    await setOwn();
    expect(await check(locked(strong), own)).toEqual(told);
    expect(await check(locked(strong), strong)).toEqual({ ...told, knew: false });
  });

  test('a changed hash voids our copy: the old password opens nothing, the new one is copied', async () => {
    await check(accountOf(strong), strong);
    const now = accountOf('another-sturgeon-5');
    expect(await check(now, strong)).toEqual(wrong);
    expect(await kinds()).toEqual(['credential.carried']);
    expect(await check(now, 'another-sturgeon-5')).toEqual({ right: true });
    expect(await kinds()).toEqual([
      'credential.carried',
      'credential.carried',
      'credential.carried_voided',
    ]);
    expect(await rows()).toHaveLength(1);
    expect(await check(now, strong)).toEqual(wrong);
  });

  test('a changed salt alone voids it too', async () => {
    await check(accountOf(strong), strong);
    const stored = { ...stored_as, hash: hashOf(strong), salt: 'other' };
    expect(await check(accountOf(strong, { stored }), strong)).toEqual(wrong);
  });

  test('a copy is of one account at one source', async () => {
    await check(accountOf(strong), strong);
    expect(await check(accountOf('unlike-this-1', { subject: 'sb-2' }), strong)).toEqual(wrong);
    const asked = { source_id: 'medical', username: 'wangcs', password: strong, stored_as };
    const there = accountOf('unlike-this-1');
    expect(await carried.check(database.base, { ...asked, account: there })).toEqual(wrong);
  });

  test.each([
    ['common', weak, {}],
    ['short', 'x7$kq', {}],
    ['the number of the person', '220000190001010018', { id_number: '220000190001010018' }],
    ['the name it is typed with', 'wangcs88', {}],
  ])('a right password that is %s signs in once and leaves no copy', async (_, password, known) => {
    const account = accountOf(password, { personal: () => known });
    const first = await check(account, password);
    expect(first).toMatchObject({ right: true, renew: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await rows()).toEqual([]);
    expect(await check(account, 'not-this-one')).toEqual(wrong);
  });

  test('once the person has set one here, that link accepts only ours', async () => {
    await check(accountOf(weak), weak);
    let done = 0;
    expect(
      await setOwn(own, async () => {
        done += 1;
      }),
    ).toBe(true);
    expect(done).toBe(1);
    expect(await check(accountOf(weak), weak)).toEqual(wrong);
    expect(await check(accountOf(weak), own)).toEqual({ right: true });
    // What the department changes there later changes nothing here.
    expect(await check(accountOf('changed-there-9'), 'changed-there-9')).toEqual(wrong);
    expect(await check(accountOf('changed-there-9'), own)).toEqual({ right: true });
    const [set] = await auditTrail(database.base);
    expect(set).toMatchObject({
      kind: 'credential.carried_set',
      actor_id: someone,
      source_id: 'insurance',
    });
    expect(await kinds()).toEqual(['credential.carried_set']);
  });

  test('a stronger password that became a weak one leaves no copy of the strong one', async () => {
    await check(accountOf(strong), strong);
    expect(await check(accountOf(weak), weak)).toMatchObject({
      right: true,
      renew: expect.any(String),
    });
    expect(await rows()).toEqual([]);
    expect(await kinds()).toEqual(['credential.carried', 'credential.carried_voided']);
  });

  test('our policy holds for what is set here, and nothing is kept of what it refuses', async () => {
    await expect(setOwn(weak)).rejects.toBeInstanceOf(Refusal);
    expect(await rows()).toEqual([]);
    expect(await kinds()).toEqual([]);
  });

  test('two nodes that copy in the same moment make one copy and one event, and both let in', async () => {
    const both = await Promise.all([
      check(accountOf(strong), strong),
      check(accountOf(strong), strong),
      check(accountOf(strong), strong),
    ]);
    expect(both).toEqual([{ right: true }, { right: true }, { right: true }]);
    expect(await rows()).toHaveLength(1);
    expect(await kinds()).toEqual(['credential.carried']);
  });

  test('of two browsers that set one at once, one is right, and only its password opens', async () => {
    const other = 'two boats under the bridge';
    const set = await Promise.all([setOwn(own), setOwn(other)]);
    expect([...set].sort()).toEqual([false, true]);
    const [winner, loser] = set[0] ? [own, other] : [other, own];
    expect(await check(accountOf(weak), winner)).toEqual({ right: true });
    expect(await check(accountOf(weak), loser)).toEqual(wrong);
    expect(await kinds()).toEqual(['credential.carried_set']);
  });

  test('a sign-in that was hashing while the person set a new one lets nobody in', async () => {
    const during = (account: carried.Account, password: string) => {
      // Between the department's hash that was right and what is written of it.
      let set: Promise<boolean> | undefined;
      const personal = () => {
        set ??= setOwn();
        return {};
      };
      return check({ ...account, personal }, password).then(async (verdict) => ({
        verdict,
        set: await set,
      }));
    };
    const hold = await database.base.db.transaction();
    await hold.raw('lock table carried_passwords in share mode');
    const running = during(accountOf(strong), strong);
    // Both wait for the table; whoever comes first, one counts.
    await untilWaiting(2);
    await hold.commit();
    const { verdict, set } = await running;
    expect(set).toBe(true);
    const [row] = await rows();
    expect(row?.own).toBe(true);
    // It came before the new one was set, or it came to nothing.
    expect([{ right: true }, wrong]).toContainEqual(verdict);
    expect(await check(accountOf(strong), strong)).toEqual(wrong);
  });

  test('a copy that was right is worth nothing once the person has set another before the end', async () => {
    await check(accountOf(strong), strong);
    const hold = await database.base.db.transaction();
    await hold('carried_passwords').where({ source_id: 'insurance' }).forUpdate().select();
    const running = check(accountOf(strong), strong);
    await untilWaiting(1);
    await hold('carried_passwords').update({ secret: 'another', own: true, made_from: null });
    await hold.commit();
    expect(await running).toEqual(wrong);
  });

  async function untilWaiting(count: number): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const { rows } = await database.base.db.raw(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      if (Number(rows[0].count) >= count) return;
      if (Date.now() > deadline) throw new Error('nobody waits');
      await new Promise(setImmediate);
    }
  }
});
