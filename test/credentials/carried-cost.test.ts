import argon2 from 'argon2';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as carried from '../../src/credentials/carried.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

const computed = vi.hoisted(() => ({ list: [] as string[] }));
// The real hashes, counted: ours by `verify`, those of a table in this format by `hash`.
vi.mock('argon2', async (original) => {
  const { default: library } = await original<{ default: typeof import('argon2') }>();
  const hash = (password: string, options: import('argon2').Options) => {
    computed.list.push('theirs');
    return library.hash(password, options as never);
  };
  const verify = (digest: string, password: string) => {
    computed.list.push('ours');
    return library.verify(digest, password);
  };
  return { default: { ...library, hash, verify } };
});

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database?.drop());

const password = 'river-sturgeon-417';
const stored_as = { format: 'argon2' } as const;

test('a wrong try computes one hash of ours and one of theirs, whoever is asked for', async () => {
  const hash = await argon2.hash(password);
  const account = (more: Partial<carried.Account> = {}): carried.Account => ({
    subject: 'sb-1',
    locked: false,
    stored: { ...stored_as, hash },
    personal: () => ({}),
    ...more,
  });
  const check = (of: carried.Account | undefined, typed = 'not-this-one') =>
    carried.check(database.base, {
      ...{ source_id: 'insurance', username: 'wangcs', password: typed, stored_as },
      ...(of && { account: of }),
    });
  const broken = { ...stored_as, hash: 'not a hash' };
  // The first question also makes the hash that stands in where there is none.
  await check(undefined);
  const cost = async (of: carried.Account | undefined) => {
    computed.list.length = 0;
    expect(await check(of)).toMatchObject({ right: false, knew: false });
    return computed.list;
  };
  const usual = ['ours', 'theirs'];
  expect(await cost(undefined)).toEqual(usual);
  expect(await cost(account())).toEqual(usual);
  expect(await cost(account({ locked: true }))).toEqual(usual);
  expect(await cost(account({ stored: broken }))).toEqual(usual);
  expect(await cost(account({ subject: undefined }))).toEqual(usual);
  expect(await check(account(), password)).toEqual({ right: true });
  expect(await cost(account())).toEqual(usual);
  expect(await cost(account({ locked: true }))).toEqual(usual);
});
