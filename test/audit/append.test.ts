import { afterAll, beforeAll, expect, test } from 'vitest';
import * as audit from '../../src/audit/audit.ts';
import { verify } from '../../src/audit/verify.ts';
import { type Base, transaction } from '../../src/base.ts';
import { countQueries } from '../../src/db.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

let fresh: FreshDatabase;
let base: Base;
beforeAll(async () => {
  fresh = await freshDatabase();
  base = fresh.base;
});
afterAll(() => fresh.drop());

const changed = (name: string): audit.AuditEvent => ({
  kind: 'config.changed',
  actor: { kind: 'staff', id: 'staff-1' },
  object: { kind: 'setting', id: name },
  outcome: 'ok',
  detail: { from: 1, to: 2 },
});
const named = async (name: string) =>
  (await auditTrail(base)).filter(({ object_id }) => object_id === name);
const queued = async (id: string) =>
  (await base.db('audit_pending').where({ event_id: id })).length;

test('an event stands in the trail and in the queue of the sealer after one statement', async () => {
  const { queries } = await countQueries(base.db, () => audit.append(base, changed('one')));
  expect(queries).toHaveLength(1);
  const [row] = await named('one');
  expect(row).toMatchObject({
    kind: 'config.changed',
    actor_kind: 'staff',
    actor_id: 'staff-1',
    object_kind: 'setting',
    client_id: null,
    outcome: 'ok',
    detail: { from: 1, to: 2 },
    at: base.clock.now(),
  });
  expect(await queued(String(row?.id))).toBe(1);
});

test('many events take one statement too, and none take none', async () => {
  const many = Array.from({ length: 30 }, () => changed('many'));
  const { queries } = await countQueries(base.db, () => audit.append(base, many));
  expect(queries).toHaveLength(1);
  expect(await named('many')).toHaveLength(30);
  const none = await countQueries(base.db, () => audit.append(base, []));
  expect(none.queries).toEqual([]);
});

test('a change that is rolled back leaves no event and nothing in the queue', async () => {
  const before = await base.db('audit_pending').count();
  const undone = transaction(base, async (inside) => {
    await audit.append(inside, changed('undone'));
    throw new Error('the change fails');
  });
  await expect(undone).rejects.toThrow('the change fails');
  expect(await named('undone')).toEqual([]);
  expect(await base.db('audit_pending').count()).toEqual(before);
});

test('a change and its event are one statement, and the event depends on the change', async () => {
  const change = async (from: string) => {
    const event = audit.statement(base, changed(`composed ${from}`), 'exists (select from change)');
    const { rows } = await base.db.raw(
      `with change as (
         update config_version set version = version + 1 where version::text = ? returning version
       ), ${event.sql} select version from change`,
      [from, ...(event.bindings as string[])],
    );
    return rows.length;
  };
  const [{ version }] = await base.db('config_version');
  expect(await change(version)).toBe(1);
  expect(await named(`composed ${version}`)).toHaveLength(1);
  // The same again finds another version: no change, no event.
  expect(await change(version)).toBe(0);
  expect(await named(`composed ${version}`)).toHaveLength(1);
});

test('one statement can hold two parts of the trail under two names', async () => {
  const one = audit.statement(base, changed('first of two'));
  const two = audit.statement(base, changed('second of two'), 'false', 'trail');
  const three = audit.statement(base, changed('third of three'), undefined, 'more');
  const parts = [one, two, three];
  await base.db.raw(
    `with ${parts.map(({ sql }) => sql).join(', ')} select`,
    parts.flatMap(({ bindings }) => bindings) as string[],
  );
  expect(await named('first of two')).toHaveLength(1);
  expect(await named('second of two')).toHaveLength(0);
  expect(await named('third of three')).toHaveLength(1);
});

test('a refused request that names a NUL or half a character is written down, and its mac holds', async () => {
  const odd = 'client\0\uD800';
  await audit.append(base, {
    ...changed('odd'),
    client_id: odd,
    detail: { odd, absent: undefined as never, number: Number.NaN },
  });
  expect(await named('odd')).toMatchObject([
    { client_id: 'client\uFFFD\uFFFD', detail: { odd: 'client\uFFFD\uFFFD', number: null } },
  ]);
  expect(await verify(base, [])).toEqual([]);
});

test('a statement of no events is a fault of the caller', () => {
  expect(() => audit.statement(base, [])).toThrow(RangeError);
});
