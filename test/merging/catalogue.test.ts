import { expect, it } from 'vitest';
import { exemptions, moves } from '../../src/merging/moves.ts';
import { openDesk } from '../identities/desk.ts';
import { columnsOfIdentities, unaccounted } from './catalogue.ts';

const desk = openDesk();

it('every column that names an identity is moved, or stays for a stated reason', async () => {
  const columns = await columnsOfIdentities(desk.base);
  expect(columns.length).toBeGreaterThan(15);
  expect(unaccounted(columns)).toEqual([]);
});

it('a column that nobody thought of is found', async () => {
  await desk.base.db.raw('create table forgotten (id uuid, owner uuid references identities)');
  await desk.base.db.raw('create table unbound (id uuid, other_identity_id uuid)');
  expect(unaccounted(await columnsOfIdentities(desk.base))).toEqual([
    'forgotten.owner',
    'unbound.other_identity_id',
  ]);
  await desk.base.db.raw('drop table forgotten, unbound');
});

it('what is listed is there', async () => {
  const { rows } = await desk.base.db.raw(
    "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'",
  );
  const there = new Set(rows.map(({ name }: { name: string }) => name));
  const listed = [
    ...moves.flatMap(({ table, column, key, through, unexported }) =>
      [column, key.column, ...through, ...(unexported === 'all' ? [] : unexported)].map(
        (one) => `${table}.${one}`,
      ),
    ),
    ...moves.flatMap(({ table, clashes }) =>
      clashes.flatMap(({ aside }) => (aside === 'taken' ? [] : [`${table}.${aside}`])),
    ),
    ...Object.keys(exemptions).map((one) => one.replace(' *', '')),
  ];
  expect(listed.filter((one) => !there.has(one))).toEqual([]);
});
