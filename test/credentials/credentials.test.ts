import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import { newId } from '../../src/crypto/ids.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

let fresh: FreshDatabase;
let identity_id: string;
const password = '一句不短的话 2026';
const bound_level = 2;

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  fresh.clock.advance(1_000);
  identity_id = await somebody();
});

/** A row to hang credentials on; what identities are is not this folder's matter. */
async function somebody(): Promise<string> {
  const id = newId(fresh.clock);
  const at = fresh.clock.now();
  await fresh.base.db.raw(
    `insert into identities (id, kind, match_version, created_at, updated_at) values (?, 'person', 1, ?, ?)`,
    [id, at, at],
  );
  return id;
}
let names = 0;
const name = () => `ren.${String.fromCharCode(97 + (names++ % 26))}${names}`;
const set = (input: Partial<Parameters<typeof credentials.setPassword>[1]> = {}) =>
  credentials.setPassword(fresh.base, { identity_id, password, bound_level, ...input });
const check = (username: string, typed = password, identity_ids?: string[]) =>
  credentials.check(fresh.base, { username, password: typed, identity_ids });
const rowOf = (id: string) => fresh.base.db('credentials').where({ id }).first();

describe('a local password', () => {
  it('lets its owner in by login name, however the name is typed', async () => {
    const login_name = name();
    const credential_id = await set({ login_name });
    const right = { identity_id, credential_id, bound_level, stands_on: expect.any(String) };
    expect(await check(login_name)).toEqual(right);
    expect(await check(` ${login_name.toUpperCase()} `)).toEqual(right);
    expect(await check(login_name, `${password} `)).toBeUndefined();
    expect(await check('nobody.here')).toBeUndefined();
  });

  it('lets its owner in by a number that they own', async () => {
    const credential_id = await set();
    expect(await check('220000190001010018', password, [identity_id])).toMatchObject({
      credential_id,
    });
    expect(await check('220000190001010018', 'wrong', [identity_id])).toBeUndefined();
  });

  it('takes the password byte by byte: nothing is trimmed or normalised', async () => {
    await set({ password: 'Ａ1 é 松花江上' });
    expect(await check('x', 'Ａ1 é 松花江上', [identity_id])).toBeDefined();
    expect(await check('x', 'A1 é 松花江上', [identity_id])).toBeUndefined();
    expect(await check('x', 'Ａ1 e\u0301 松花江上', [identity_id])).toBeUndefined();
  });

  it('is nowhere in clear, nor is the login name', async () => {
    const login_name = name();
    await set({ login_name });
    const { rows } = await fresh.base.db.raw(
      `select string_agg(t::text, ' ') || (select string_agg(a::text, ' ') from audit_events a) as all from credentials t`,
    );
    expect(rows[0].all).not.toContain(password);
    expect(rows[0].all).not.toContain(login_name);
    expect(await credentials.loginNameOf(fresh.base, identity_id)).toBe(login_name);
  });

  it('is written into the trail when it is set, used, changed and removed', async () => {
    const before = (await auditTrail(fresh.base)).length;
    const credential_id = await set();
    fresh.clock.advance(1_000);
    await check('x', password, [identity_id]);
    await check('x', 'wrong', [identity_id]);
    fresh.clock.advance(1_000);
    expect(await set({ password: `${password}!` })).toBe(credential_id);
    fresh.clock.advance(1_000);
    await credentials.remove(fresh.base, { identity_id, credential_id });
    await credentials.remove(fresh.base, { identity_id, credential_id });
    const events = (await auditTrail(fresh.base)).slice(before);
    expect(events.map(({ kind }) => kind)).toEqual([
      'credential.set',
      'credential.used',
      'credential.set',
      'credential.ended',
    ]);
    for (const event of events)
      expect(event).toMatchObject({ object_id: credential_id, outcome: 'ok' });
    expect(await check('x', `${password}!`, [identity_id])).toBeUndefined();
  });

  it('keeps its login name when only the password changes', async () => {
    const login_name = name();
    await set({ login_name });
    await set({ password: `${password}!` });
    expect(await check(login_name, `${password}!`)).toMatchObject({ identity_id });
    expect(await check(login_name)).toBeUndefined();
  });

  it('cannot take a login name that is in use, and its own is no hindrance', async () => {
    const login_name = name();
    await set({ login_name });
    const other = await somebody();
    await expect(
      set({ identity_id: other, login_name: login_name.toUpperCase() }),
    ).rejects.toMatchObject({
      code: 'credentials.login_name_taken',
      detail: { field: 'login_name' },
    });
    await set({ login_name });
  });

  it.each(['abc', '1abc', 'a b c d', 'a'.repeat(41), 'h00000001', '张测试\u0000', 'li220000'])(
    'takes no login name like %j',
    async (login_name) => {
      await expect(set({ login_name })).rejects.toMatchObject({
        code: 'credentials.login_name_form',
      });
    },
  );

  it('is refused when it is common, and nothing is written', async () => {
    await expect(set({ password: 'Password1!' })).rejects.toMatchObject({
      code: 'credentials.password_common',
    });
    expect(await credentials.list(fresh.base, identity_id)).toEqual([]);
  });

  it('that was suspended lets nobody in until it is set again', async () => {
    const credential_id = await set();
    await credentials.suspend(fresh.base, [credential_id]);
    expect(await check('x', password, [identity_id])).toBeUndefined();
    expect(await credentials.live(fresh.base, identity_id)).toEqual([]);
    await set({ bound_level: 3 });
    expect(await check('x', password, [identity_id])).toMatchObject({
      credential_id,
      bound_level: 3,
    });
  });

  it('made with older parameters is hashed anew when it is right', async () => {
    const credential_id = await set();
    const { default: argon2 } = await import('argon2');
    const secret = await argon2.hash(password, { memoryCost: 8_192, timeCost: 3, parallelism: 1 });
    await fresh.base.db('credentials').where({ id: credential_id }).update({ secret });
    await check('x', 'wrong', [identity_id]);
    expect((await rowOf(credential_id))?.secret).toBe(secret);
    await check('x', password, [identity_id]);
    expect((await rowOf(credential_id))?.secret).toContain('$m=19456,');
    expect(await check('x', password, [identity_id])).toBeDefined();
  });

  it('that is changed while an old one is being checked lets the old one in no more', async () => {
    const credential_id = await set();
    // The change is written, and not yet to be seen by the check that begins now.
    const changing = await fresh.base.db.transaction();
    await changing('credentials').where({ id: credential_id }).update({ secret: 'another' });
    const checking = check('x', password, [identity_id]);
    await vi.waitFor(
      async () => {
        const { rows } = await fresh.base.db.raw(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(rows).toHaveLength(1);
      },
      { timeout: 15_000, interval: 20 },
    );
    await changing.commit();
    expect(await checking).toBeUndefined();
  });

  it('set twice in the same instant is one password', async () => {
    await Promise.all([set(), set({ password: `${password}!` })]);
    const ways = await credentials.list(fresh.base, identity_id);
    expect(ways).toHaveLength(1);
    const right = [
      await check('x', password, [identity_id]),
      await check('x', `${password}!`, [identity_id]),
    ];
    expect(right.filter(Boolean)).toHaveLength(1);
  });
});
