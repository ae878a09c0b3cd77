/** Cases opened at a counter are found through every step of a change of the match key. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Base } from '../../src/base.ts';
import * as identities from '../../src/identities/identities.ts';
import { kept as ofIdentities } from '../../src/identities/kept.ts';
import * as changing from '../../src/keys/changing.ts';
import * as matchVersions from '../../src/keys/match-versions.ts';
import { clearing, filling } from '../../src/keys/rehash.ts';
import { kept as ofRecords } from '../../src/records/kept.ts';
import * as records from '../../src/records/records.ts';
import { ringOf } from '../keys/rings.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { department, event, person } from './desk.ts';

// A story: each test is a step, on what the steps before it left.
const tables = [...ofIdentities, ...ofRecords];

let fresh: FreshDatabase;
let fund: records.Writer;
let li: Awaited<ReturnType<typeof person>>;
const reported: string[] = [];
let count = 0;

const node = (match: number[]): Base => ({ ...fresh.base, ring: ringOf({ match }) });

beforeAll(async () => {
  fresh = await freshDatabase();
  fund = await department(fresh.base, '220000-gjj');
  li = await person(node([1]));
});
afterAll(() => fresh.drop());

/** A case comes to each node, and at both nodes the person sees all that ever came. */
async function step(one: number[], other: number[]): Promise<void> {
  const both = [node(one), node(other)];
  for (const base of both) {
    count += 1;
    const case_number = `M-${count}`;
    const identifier = { type: 'resident_id', number: li.number, name: li.name };
    const accepted = event(fund, 'accepted', { case_number, data: { applicant: { identifier } } });
    expect(await records.apply(base, fund, [accepted])).toMatchObject([{ result: 'applied' }]);
    reported.push(case_number);
  }
  for (const base of both) {
    const asked = { identity_id: li.identity_id, level: 2, limit: 100 };
    const { cases } = await records.list(base, asked);
    expect(cases.map(({ case_number }) => case_number).sort()).toEqual([...reported].sort());
    const [first] = cases;
    expect(await records.read(base, { ...asked, id: first?.id ?? '' })).toBeDefined();
    expect((await records.list(base, { ...asked, level: 1 })).cases).toEqual([]);
    expect(await identities.findByIdentifier(base, li.number)).toBe(li.identity_id);
  }
}

test('before the change, and with a node that writes version 2 besides', async () => {
  await step([1], [1]);
  await step([1], [1, 2]);
});

test('cases from before are given version 2, and nodes may look up by either', async () => {
  const base = node([1, 2]);
  expect((await changing.lacking(base, filling(base, 2), ofRecords)).get('records')).toBe(3);
  expect(changing.total(await changing.carryOut(base, filling(base, 2), tables))).toBe(0);
  await matchVersions.markComplete(base, 2);
  await step([1, 2], [2, 1]);
});

test('a case that is corrected meanwhile has the hashes of its new applicant under both', async () => {
  const [old, next] = [node([1, 2]), node([2, 1])];
  const wang = await person(next);
  const identifier = { type: 'resident_id', number: wang.number, name: wang.name };
  const [case_number = ''] = reported;
  const corrected = event(fund, 'corrected', {
    case_number,
    time: 5,
    data: { applicant: { identifier } },
  });
  expect(await records.apply(next, fund, [corrected])).toMatchObject([{ result: 'applied' }]);
  reported.shift();
  for (const base of [old, next]) {
    const page = await records.list(base, { identity_id: wang.identity_id, level: 2 });
    expect(page.cases).toMatchObject([{ case_number }]);
  }
  await step([1, 2], [2, 1]);
});

test('after the change, version 1 is taken away from every case', async () => {
  await step([2, 1], [2]);
  const base = node([2]);
  expect(changing.total(await changing.carryOut(base, clearing(base), tables))).toBe(0);
  const old = fresh.base
    .db('records')
    .whereNotNull('applicant_hash')
    .orWhereNotNull('match_version');
  expect(await old).toEqual([]);
  await step([2], [2]);
});
