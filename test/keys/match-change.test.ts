import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Base } from '../../src/base.ts';
import * as credentials from '../../src/credentials/credentials.ts';
import { kept as ofCredentials } from '../../src/credentials/kept.ts';
import { connect } from '../../src/db.ts';
import * as identities from '../../src/identities/identities.ts';
import { kept as ofIdentities } from '../../src/identities/kept.ts';
import * as changing from '../../src/keys/changing.ts';
import * as matchVersions from '../../src/keys/match-versions.ts';
import { clearing, filling } from '../../src/keys/rehash.ts';
import { atYibao, issued, number } from '../identities/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { ringOf } from './rings.ts';

// A story: each test is a step of one change of key, on what the steps before it left.
vi.setConfig({ testTimeout: 120_000 });
const ROUNDS = 15;
const AT_ONCE = 4;
const tables = [...ofIdentities, ...ofCredentials];
const PASSWORD = 'river-sturgeon-417';

interface Person {
  attributes: { name: string; id_type: string; id_number: string };
  name: string;
  identity_id: string;
  link_id: string;
}

let fresh: FreshDatabase;
let db: Base['db'];
const people: Person[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  db = connect(fresh.url, { poolMax: 4 });
});
afterAll(async () => {
  await db.destroy();
  await fresh.drop();
});

/** Two nodes on one database, each with the settings of its step. */
const nodes = (one: number[], other: number[]): [Base, Base] => [
  { ...fresh.base, ring: ringOf({ match: one }) },
  { ...fresh.base, db, ring: ringOf({ match: other }) },
];

/** New people arrive at both nodes in the same instant, by two accounts and by one and the same. */
async function arriveAtBoth([one, other]: [Base, Base]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const attributes = { name: '张测试', id_type: 'resident_id', id_number: number() };
    const account = issued(`fund ${attributes.id_number}`, { attributes });
    const [a, b, c] = await Promise.all([
      identities.resolve(one, account),
      identities.resolve(other, atYibao(`care ${attributes.id_number}`, { attributes })),
      identities.resolve(other, account),
    ]);
    const { identity_id = '', link_id = '' } = a;
    expect([b.identity_id, c.identity_id, c.link_id]).toEqual([identity_id, identity_id, link_id]);
    expect([a, b, c].filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    people.push({ attributes, name: `reed-${people.length}`, identity_id, link_id });
  }
  const last = people.at(-1) as Person;
  const setting = {
    identity_id: last.identity_id,
    login_name: last.name,
    password: PASSWORD,
    bound_level: 2,
  };
  await credentials.setPassword(one, setting);
}

/** Everybody is who they were: at both nodes, by account, by number, by login name. */
async function everybodyIsFound(both: [Base, Base]): Promise<void> {
  for (const base of both) {
    const isFound = async ({ attributes, identity_id, link_id }: Person) => {
      const came = await identities.resolve(
        base,
        issued(`fund ${attributes.id_number}`, { attributes }),
      );
      expect(came).toMatchObject({ outcome: 'known_link', reason: 'same_account', link_id });
      expect(await identities.findByIdentifier(base, attributes.id_number)).toBe(identity_id);
    };
    // As many at once as a node has connections: each is somebody else.
    for (let from = 0; from < people.length; from += AT_ONCE)
      await Promise.all(people.slice(from, from + AT_ONCE).map(isFound));
    for (const { name, identity_id } of people.filter((_, at) => at % ROUNDS === ROUNDS - 1)) {
      const checked = await credentials.check(base, { username: name, password: PASSWORD });
      expect(checked?.identity_id).toBe(identity_id);
      const taken = credentials.setPassword(base, {
        identity_id: (people[0] as Person).identity_id,
        login_name: name,
        password: PASSWORD,
        bound_level: 2,
      });
      await expect(taken).rejects.toMatchObject({ code: 'credentials.login_name_taken' });
    }
  }
  await nobodyIsTwo();
}

async function nobodyIsTwo(): Promise<void> {
  const { rows } = await db.raw(
    `select (select count(*)::int from identities) as identities,
       (select count(*)::int from links) as links,
       (select count(*)::int from identifiers where standing = 'owned') as owned,
       (select count(*)::int from conflicts) as conflicts`,
  );
  const n = people.length;
  expect(rows[0]).toEqual({ identities: n, links: 2 * n, owned: n, conflicts: 0 });
}

const step = async (one: number[], other: number[]) => {
  const both = nodes(one, other);
  await arriveAtBoth(both);
  await everybodyIsFound(both);
};

test('before the change, both nodes know version 1', () => step([1], [1]));

test('a node that writes version 2 besides works beside one that does not know of it', () =>
  step([1], [1, 2]));

test('a node may not look up by version 2 before every row has it', async () => {
  const [node] = nodes([2, 1], [1]);
  await expect(matchVersions.begin(node, [])).rejects.toThrow(/MATCH_VERSIONS begins with 2/);
});

test('rows that lack version 2 are given it in batches, each with an event over its rows', async () => {
  const [node] = nodes([1, 2], [1, 2]);
  const before = await changing.lacking(node, filling(node, 2), tables);
  expect(before.get('identifiers')).toBeGreaterThan(ROUNDS);
  const left = await changing.carryOut(node, filling(node, 2), tables);
  expect(changing.total(left)).toBe(0);
  await matchVersions.markComplete(node, 2);
  await matchVersions.markComplete(node, 2);
  const trail = await auditTrail(node);
  const told = trail.filter(({ kind }) => kind === 'keys.rehashed');
  expect(new Map(told.map(({ object_id, detail }) => [object_id, detail['rows']]))).toEqual(
    new Map([...before].filter(([, rows]) => rows > 0)),
  );
  for (const { detail } of told)
    expect(detail).toMatchObject({ work: 'fill', under: '2', digest: expect.any(String) });
  expect(trail.filter(({ kind }) => kind === 'keys.match_version')).toMatchObject([
    { object_id: '2', detail: { complete: true } },
  ]);
  await everybodyIsFound([node, node]);
});

test('a node that looks up by version 2 works beside one that looks up by version 1', async () => {
  const [node] = nodes([2, 1], [1]);
  await matchVersions.begin(node, []);
  expect(await matchVersions.complete(node)).toEqual([1, 2]);
  await step([1, 2], [2, 1]);
});

test('a node that writes version 2 alone works beside one that still writes both', async () => {
  const [node] = nodes([2], [2]);
  await matchVersions.begin(node, []);
  expect(await matchVersions.complete(node)).toEqual([2]);
  await step([2, 1], [2]);
});

test('no node may go back to looking up by a version that is not written any more', async () => {
  for (const match of [[1], [1, 2]]) {
    const [node] = nodes(match, [2]);
    await expect(matchVersions.begin(node, [])).rejects.toThrow('look up by 2');
  }
});

test('what version 1 left behind is taken away, and everybody is found by version 2 alone', async () => {
  const [node] = nodes([2], [2]);
  expect(changing.total(await changing.carryOut(node, clearing(node), tables))).toBe(0);
  for (const { table, hashed } of tables.filter((one) => one.hashed)) {
    const { rows } = await db.raw(
      `select count(*)::int as n from ${table} where ${hashed?.column} is not null or match_version is not null`,
    );
    expect([table, rows[0].n]).toEqual([table, 0]);
  }
  await step([2], [2]);
});

test('the next change goes the same way, from even to odd', async () => {
  const [node] = nodes([2, 3], [2]);
  await step([2], [2, 3]);
  expect(changing.total(await changing.carryOut(node, filling(node, 3), tables))).toBe(0);
  await matchVersions.markComplete(node, 3);
  await step([2, 3], [3, 2]);
  await step([3, 2], [3]);
});

test('two steps at once never make one person two: the index refuses, and somebody asks again', async () => {
  // A node was forgotten at version 3 alone, while another one is two steps on.
  const [behind, ahead] = nodes([3], [4, 3]);
  const attributes = { name: '李测试', id_type: 'resident_id', id_number: number() };
  const first = await identities.resolve(behind, issued('forgotten', { attributes }));
  expect(first.outcome).toBe('created');
  await expect(
    identities.resolve(ahead, atYibao('forgotten', { attributes })),
  ).rejects.toMatchObject({ code: '23505' });
  expect(await identities.findByIdentifier(behind, attributes.id_number)).toBe(first.identity_id);
  const { rows } = await db.raw('select count(*)::int as n from identities');
  expect(rows[0].n).toBe(people.length + 1);
});
