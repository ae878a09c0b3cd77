import { compactVerify, importJWK, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configVersion } from '../../src/config-version.ts';
import { connect } from '../../src/db.ts';
import * as keys from '../../src/keys/keys.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const DAY = 24 * 3_600_000;

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(() => fresh.drop());

const shape = async () =>
  (await keys.signingKeys(fresh.base)).map(({ alg, state }) => `${alg} ${state}`);
const kidOf = async (alg: string, state: string) =>
  (await keys.signingKeys(fresh.base)).find((key) => key.alg === alg && key.state === state)?.kid;
const told = async (kind: string) =>
  (await auditTrail(fresh.base)).filter((event) => event.kind === kind);

const FOUR = ['ES256 current', 'ES256 next', 'RS256 current', 'RS256 next'];

test('the first start makes a current and a next key of each algorithm, and the trail says so', async () => {
  const before = await configVersion(fresh.base.db);
  await keys.ensure(fresh.base);
  expect(await shape()).toEqual(FOUR);
  expect((await told('keys.made')).map(({ object_id }) => object_id).sort()).toEqual(
    (await keys.signingKeys(fresh.base)).map(({ kid }) => kid).sort(),
  );
  expect(await configVersion(fresh.base.db)).toBe(before + 1n);
});

test('a later start changes nothing', async () => {
  await keys.ensure(fresh.base);
  const version = await configVersion(fresh.base.db);
  const before = await keys.signingKeys(fresh.base);
  await keys.ensure(fresh.base);
  expect(await keys.signingKeys(fresh.base)).toEqual(before);
  expect(await configVersion(fresh.base.db)).toBe(version);
});

test('two nodes that start for the first time at once agree on one set of keys', async () => {
  const others = [1, 2, 3].map(() => connect(fresh.url));
  await Promise.all(others.map((db) => keys.ensure({ ...fresh.base, db })));
  expect(await shape()).toEqual(FOUR);
  expect(await told('keys.made')).toHaveLength(4);
  await Promise.all(others.map((db) => db.destroy()));
});

test('a key signs what its published half verifies, and no private part is published', async () => {
  await keys.ensure(fresh.base);
  for (const key of await keys.signingKeys(fresh.base)) {
    const token = await new SignJWT({ a: 1 })
      .setProtectedHeader({ alg: key.alg, kid: key.kid })
      .sign(await importJWK(key.privateJwk, key.alg));
    await compactVerify(token, await importJWK(key.publicJwk, key.alg));
    expect(key.publicJwk).toMatchObject({ kid: key.kid, alg: key.alg, use: 'sig' });
    expect(key.publicJwk).not.toHaveProperty('d');
  }
});

test('a private key never stands in clear in the database, and opens only in its own row', async () => {
  await keys.ensure(fresh.base);
  const { rows } = await fresh.base.db.raw('select signing_keys::text as text from signing_keys');
  const table = rows.map(({ text }: { text: string }) => text).join('\n');
  for (const { privateJwk } of await keys.signingKeys(fresh.base))
    for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const)
      if (privateJwk[part]) expect(table).not.toContain(privateJwk[part]);
  await fresh.base.db.raw(`update signing_keys set private_jwk_sealed =
    (select private_jwk_sealed from signing_keys where alg = 'ES256' and state = 'next')
    where alg = 'ES256' and state = 'current'`);
  await expect(keys.signingKeys(fresh.base)).rejects.toThrow();
});

test('a rotation lets the published next key sign, and publishes the former one until its tokens are gone', async () => {
  await keys.ensure(fresh.base);
  const next = await kidOf('ES256', 'next');
  const former = await kidOf('ES256', 'current');
  const version = await configVersion(fresh.base.db);
  expect(await keys.rotate(fresh.base, 'ES256', { tokenLifeMs: 3_600_000 })).toBe(next);
  expect(await shape()).toEqual(['ES256 current', 'ES256 next', 'ES256 old', ...FOUR.slice(2)]);
  expect(await kidOf('ES256', 'current')).toBe(next);
  expect(await kidOf('ES256', 'old')).toBe(former);
  expect(await configVersion(fresh.base.db)).toBe(version + 1n);
  expect(await told('keys.rotated')).toMatchObject([
    {
      object_kind: 'signing_key',
      object_id: next,
      detail: { alg: 'ES256', former, retires_at: '2026-03-02T02:00:00.000Z' },
    },
  ]);

  fresh.clock.advance(3_599_999);
  expect(await keys.retire(fresh.base)).toEqual([]);
  fresh.clock.advance(1);
  expect(await keys.retire(fresh.base)).toEqual([former]);
  expect(await shape()).toEqual(FOUR);
  expect(await told('keys.retired')).toMatchObject([{ object_id: former }]);
  expect(await configVersion(fresh.base.db)).toBe(version + 2n);
});

test('rotations at once follow one another: one current key, every former one published', async () => {
  await keys.ensure(fresh.base);
  const others = [1, 2, 3].map(() => connect(fresh.url));
  await Promise.all(others.map((db) => keys.rotate({ ...fresh.base, db }, 'ES256')));
  const states = (await shape()).filter((text) => text.startsWith('ES256'));
  expect(states).toEqual(['ES256 current', 'ES256 next', 'ES256 old', 'ES256 old', 'ES256 old']);
  await Promise.all(others.map((db) => db.destroy()));
});

test('a rotation that fails leaves the keys, the trail and the version as they were', async () => {
  await keys.ensure(fresh.base);
  const before = await keys.signingKeys(fresh.base);
  const version = await configVersion(fresh.base.db);
  await fresh.base.db.raw("alter table signing_keys add check (state <> 'old')");
  await expect(keys.rotate(fresh.base, 'RS256')).rejects.toThrow();
  expect(await keys.signingKeys(fresh.base)).toEqual(before);
  expect(await told('keys.rotated')).toEqual([]);
  expect(await configVersion(fresh.base.db)).toBe(version);
});

test('a rotation before the first start says what is missing', async () => {
  await expect(keys.rotate(fresh.base, 'ES256')).rejects.toThrow('keys.ensure');
});

test('keys rotate when they have signed for their time, on one node only', async () => {
  await keys.ensure(fresh.base);
  fresh.clock.advance(90 * DAY - 1);
  expect(await keys.rotateWhenDue(fresh.base, 90)).toEqual({ rotated: [], retired: [] });
  fresh.clock.advance(1);
  const due = [await kidOf('ES256', 'next'), await kidOf('RS256', 'next')];
  const former = [await kidOf('ES256', 'current'), await kidOf('RS256', 'current')];
  const other = { ...fresh.base, db: connect(fresh.url) };
  const both = await Promise.all([
    keys.rotateWhenDue(fresh.base, 90),
    keys.rotateWhenDue(other, 90),
  ]);
  expect(both.flatMap(({ rotated }) => rotated)).toEqual(due);
  fresh.clock.advance(DAY);
  const { rotated, retired } = await keys.rotateWhenDue(fresh.base, 90);
  expect(rotated).toEqual([]);
  expect(retired.sort()).toEqual(former.sort());
  await other.db.destroy();
});
