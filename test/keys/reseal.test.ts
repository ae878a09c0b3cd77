import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kept as ofApprovals } from '../../src/approvals/kept.ts';
import type { Base } from '../../src/base.ts';
import { kept as ofClients } from '../../src/clients/kept.ts';
import * as credentials from '../../src/credentials/credentials.ts';
import { kept as ofCredentials } from '../../src/credentials/kept.ts';
import { seal } from '../../src/crypto/seal.ts';
import * as departments from '../../src/departments/departments.ts';
import { kept as ofDevelopers } from '../../src/developers/kept.ts';
import * as identities from '../../src/identities/identities.ts';
import { kept as ofIdentities } from '../../src/identities/kept.ts';
import * as changing from '../../src/keys/changing.ts';
import * as keys from '../../src/keys/keys.ts';
import { kept as ofKeys } from '../../src/keys/make.ts';
import { keyCounts, resealing } from '../../src/keys/reseal.ts';
import { kept as ofMerging } from '../../src/merging/kept.ts';
import { kept as ofMessages } from '../../src/messages/kept.ts';
import { kept as ofRecords } from '../../src/records/kept.ts';
import { kept as ofRecovery } from '../../src/recovery/kept.ts';
import { kept as ofSessions } from '../../src/sessions/kept.ts';
import { kept as ofSources } from '../../src/sources/kept.ts';
import { settingsOf } from '../../src/sources/registration.ts';
import * as sources from '../../src/sources/sources.ts';
import { kept as ofStaff } from '../../src/staff/kept.ts';
import { kept as ofSupport } from '../../src/support/kept.ts';
import { issued, number } from '../identities/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { crowd } from './crowd.ts';
import { ringOf } from './rings.ts';

vi.setConfig({ testTimeout: 60_000 });
const tables = [
  ...[
    ...ofKeys,
    ...ofClients,
    ...ofSources,
    ...ofSessions,
    ...ofIdentities,
    ...ofCredentials,
    ...ofRecords,
  ],
  ...[
    ...ofApprovals,
    ...ofMerging,
    ...ofMessages,
    ...ofRecovery,
    ...ofStaff,
    ...ofDevelopers,
    ...ofSupport,
  ],
];
const words = { 'zh-CN': '公积金', ko: '공적금', en: 'Fund' };

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(() => fresh.drop());

const node = (...field: string[]): Base => ({ ...fresh.base, ring: ringOf({ field }) });
const reseal = (base: Base) => changing.carryOut(base, resealing(base), tables);

/** Somebody with everything that is sealed of a person; a source; the signing keys. */
async function somebody(base: Base): Promise<string> {
  await keys.ensure(base);
  await departments.add(base, { code: '220000', kind: 'region', names: words });
  await sources.register(base, {
    id: 'gjj',
    protocol: 'oidc',
    department_code: '220000',
    names: words,
    account_words: words,
    registration: 'issued',
    ceiling: 3,
    settings: {
      issuer: 'https://fund.example.cn',
      client_id: 'songhua',
      client_secret: 'a secret',
    },
  });
  const attributes = {
    name: '박정호(朴正浩)',
    id_type: 'resident_id',
    id_number: number(),
    phone_number: '13800000000',
    email: 'somebody@example.cn',
  };
  const { identity_id = '' } = await identities.resolve(
    base,
    issued('of the fund', { attributes }),
  );
  await credentials.setPassword(base, {
    identity_id,
    password: 'river-sturgeon-417',
    login_name: 'songhua-reed',
    bound_level: 2,
  });
  return identity_id;
}

const all = async (base: Base, id: string) => ({
  claims: await identities.claimsOf(base, id),
  login_name: await credentials.loginNameOf(base, id),
  keys: (await keys.signingKeys(base)).map(({ privateJwk }) => privateJwk),
  settings: settingsOf(base, (await sources.read(base, 'gjj')) as sources.SourceRow),
});

test('every table that seals or hashes anything is declared, with each of its columns', async () => {
  const { rows } = await fresh.base.db.raw(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and (column_name like '%\\_sealed' or column_name like '%\\_hash')`,
  );
  const declared = tables.flatMap(({ table, sealed, hashed }) => [
    ...sealed.map(({ column }) => `${table}.${column}`),
    ...(hashed ? [`${table}.${hashed.column}`] : []),
  ]);
  const kept = new Set([
    // What nobody but its owner can make again: it keeps its version (clients/secret-versions.ts).
    'client_secrets.secret_hash',
    // Under a key that is never changed, and gone within minutes or hours but for the codes and
    // the tokens of programs.
    'dynamic_registrations.token_hash',
    'initial_tokens.secret_hash',
    'claim_papers.code_hash',
    'recoveries.stop_hash',
    'source_sessions.holder_hash',
    'source_sessions.name_hash',
    'developer_entries.token_hash',
    'developer_sessions.token_hash',
    'staff_challenges.token_hash',
    'staff_invitations.token_hash',
    'staff_recovery_codes.code_hash',
    'staff_sessions.token_hash',
    'staff_tries.address_hash',
    'one_time_codes.address_hash',
    'one_time_codes.bound_hash',
    'one_time_codes.code_hash',
    // Gone within minutes: the former key stays in the ring far longer.
    'staff_challenges.secret_sealed',
  ]);
  const found = rows.map(({ name }: { name: string }) => name);
  expect(found.filter((name: string) => !kept.has(name)).sort()).toEqual(declared.sort());
});

test('all that was sealed is what it was under the new key, and the former one is not needed', async () => {
  const id = await somebody(node('t1'));
  const before = await all(node('t1'), id);
  const left = await reseal(node('t2', 't1'));
  expect(changing.total(left)).toBe(0);
  expect(await all(node('t2'), id)).toEqual(before);
  await expect(all(node('t1'), id)).rejects.toThrow('field key t2 is not in the ring');
  const under = (await keyCounts(fresh.base, tables)).map(({ keyId }) => keyId);
  expect(new Set(under)).toEqual(new Set(['t2']));
});

test('a batch is at most a thousand rows, with one event each, and a second run finds nothing to do', async () => {
  const base = node('t2', 't1');
  await crowd(node('t1'), 2_100);
  await reseal(base);
  const told = async () => (await auditTrail(base)).filter(({ kind }) => kind === 'keys.resealed');
  const batches = (await told()).map(({ object_id, detail }) => `${object_id} ${detail['rows']}`);
  const sizes = [1000, 1000, 100];
  expect(batches.sort()).toEqual(
    ['identifiers', 'identities', 'links']
      .flatMap((table) => sizes.map((rows) => `${table} ${rows}`))
      .sort(),
  );
  await reseal(base);
  expect(await told()).toHaveLength(batches.length);
});

test("the digest of a batch is over its rows as they were written, so that a row of the day's backup can be held against it", async () => {
  await crowd(node('t1'), 3);
  await reseal(node('t2', 't1'));
  const { rows } = await fresh.base.db.raw(
    'select id as row_id, value_sealed from identifiers order by id',
  );
  const [event] = (await auditTrail(fresh.base)).filter(
    ({ kind, object_id }) => kind === 'keys.resealed' && object_id === 'identifiers',
  );
  expect(event?.detail).toEqual({
    work: 'reseal',
    under: 't2',
    rows: 3,
    digest: changing.digestOf(rows),
  });
});

test('a row that somebody holds is waited for by nobody, and taken in a later round with what they wrote', async () => {
  const base = node('t2', 't1');
  const [held = ''] = await crowd(node('t1'), 20);
  const holding = await fresh.base.db.transaction();
  const name_sealed = resealedName(held);
  await holding('identities').where({ id: held }).update({ name_sealed });
  const run = reseal(base);
  // All others are done while the row is still held.
  await vi.waitFor(
    async () =>
      expect((await changing.lacking(base, resealing(base), tables)).get('identities')).toBe(1),
    { timeout: 20_000, interval: 20 },
  );
  await holding.commit();
  expect(changing.total(await run)).toBe(0);
  expect((await identities.claimsOf(node('t2'), held))?.name).toBe('新测试');
});

/** What a node that does not seal with the new key yet writes meanwhile. */
function resealedName(row: string): string {
  const ring = ringOf({ field: ['t1', 't2'] });
  return seal(ring, { table: 'identities', column: 'name_sealed', row }, '新测试');
}

test('a batch that fails leaves rows, trail and progress as they were', async () => {
  const base = node('t2', 't1');
  await crowd(node('t1'), 5);
  await fresh.base.db.raw("alter table links add check (subject_sealed not like 'i1.t2.%')");
  await expect(reseal(base)).rejects.toThrow();
  const under = await keyCounts(base, tables);
  expect(under.find(({ table }) => table === 'links')).toMatchObject({ keyId: 't1', count: 5 });
  expect((await auditTrail(base)).filter(({ object_id }) => object_id === 'links')).toEqual([]);
});
