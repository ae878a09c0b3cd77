import { expect, test } from 'vitest';
import { type Account, population } from '../../demo/population.ts';
import { checkPolicy } from '../../src/credentials/password.ts';
import { readIdentifier } from '../../src/identities/identifiers.ts';
import { readName } from '../../src/identities/names.ts';

const NOW = new Date('2026-03-02T01:00:00Z');
const accounts = population();
const later = ['jiaoyu', 'bdc', 'weijian', 'shuiwu'];
const at = (source: string) => accounts.filter((account) => account.source === source);
const people = (person: string) => accounts.filter((account) => account.person === person);
const everybody = [...new Set(accounts.map(({ person }) => person))];
const inSeveral = everybody.filter((person) => people(person).length > 1);

const keyOf = (account: Account) => {
  const reading = readIdentifier(account.document.type, account.written_number, NOW);
  if (!reading.ok) throw new Error(`${account.username}: ${reading.fault}`);
  return `${reading.identifier.type} ${reading.identifier.key}`;
};

test('three sources have two hundred people each, four a hundred: sixty are everywhere, 240 at two', () => {
  for (const source of ['gjj', 'yibao', 'shebao']) expect(at(source)).toHaveLength(200);
  for (const source of later) expect(at(source)).toHaveLength(100);
  const places = inSeveral.map((person) =>
    people(person)
      .map(({ source }) => source)
      .join(' '),
  );
  const count = (which: string) => places.filter((one) => one === which).length;
  expect(count(`gjj yibao shebao ${later.join(' ')}`)).toBe(60);
  for (const two of ['gjj shebao', 'yibao shebao', 'gjj jiaoyu', 'gjj bdc'])
    expect(count(two)).toBe(40);
  for (const two of ['yibao weijian', 'yibao shuiwu']) expect(count(two)).toBe(40);
  expect(places).toHaveLength(300);
});

test('in the old table some never changed the password of the counter, and one is locked', () => {
  const weak = accounts.filter(({ condition }) => condition === 'weak_password');
  expect(weak.length).toBeGreaterThan(5);
  for (const { source, password } of weak) {
    expect(source).toBe('shebao');
    expect(() => checkPolicy(password)).toThrow();
  }
  expect(accounts.filter(({ condition }) => condition === 'locked')).toMatchObject([
    { source: 'shebao' },
  ]);
  for (const { condition, password, username } of accounts)
    if (condition !== 'weak_password') checkPolicy(password, { login_name: username });
});

test('the sample province has the same people every time', () => {
  expect(population()).toEqual(accounts);
  expect(population(1)).not.toEqual(accounts);
});

test('every number checks, and says the gender and birth date that the system has', () => {
  for (const account of accounts) {
    const reading = readIdentifier(account.document.type, account.written_number, NOW);
    if (!reading.ok) throw new Error(`${account.username}: ${reading.fault}`);
    const { gender, birthdate, type } = reading.identifier;
    expect(type).toBe(account.document.type);
    if (gender)
      expect([gender, birthdate]).toEqual([account.document.gender, account.document.birthdate]);
  }
});

test('nobody lives anywhere: resident numbers are of the province itself', () => {
  for (const { document, phone } of accounts) {
    if (document.type === 'resident_id') expect(document.number).toMatch(/^220000/);
    expect(phone).toMatch(/^1990000\d{4}$/);
  }
});

test('whoever is in several has one number and one name there, however each wrote them', () => {
  for (const person of inSeveral) {
    const theirs = people(person);
    expect(new Set(theirs.map(keyOf)).size).toBe(1);
    const names = new Set(theirs.map(({ name }) => readName(name).key));
    expect(names.size).toBe(1);
    expect(names.has(undefined)).toBe(false);
  }
  const differs = inSeveral.filter(
    (person) =>
      new Set(people(person).map(({ written_number, name }) => `${written_number} ${name}`)).size >
      1,
  );
  expect(differs.length).toBeGreaterThan(8);
});

test('five numbers are shared by two people of different names, and no others', () => {
  const holders = new Map<string, Set<string>>();
  for (const account of accounts) {
    const key = keyOf(account);
    holders.set(key, (holders.get(key) ?? new Set()).add(account.person));
  }
  const shared = [...holders].filter(([, persons]) => persons.size > 1);
  expect(shared).toHaveLength(5);
  for (const [, persons] of shared) {
    const [one, other] = [...persons].flatMap(people) as [Account, Account];
    expect(one.source).not.toBe(other.source);
    expect(readName(one.name).key).not.toBe(readName(other.name).key);
  }
});

test('the hard cases are there, in each source', () => {
  for (const source of ['gjj', 'yibao', 'shebao', ...later]) {
    const here = at(source);
    expect(here.some(({ name }) => [...name].length < name.length)).toBe(true);
    expect(here.some(({ alias }) => /^\p{Script=Hangul}+$/u.test(alias ?? ''))).toBe(true);
    const types = new Set(here.map(({ document }) => document.type));
    expect([...types].sort()).toEqual([
      'foreign_pr',
      'gat_residence_permit',
      'hm_pass',
      'passport',
      'resident_id',
      'taiwan_pass',
    ]);
  }
  expect(at('gjj').filter(({ written_number }) => /^\d{15}$/.test(written_number)).length).toBe(20);
});

test('user names are of one account, subjects too', () => {
  for (const field of ['username', 'subject'] as const) {
    expect(new Set(accounts.map((account) => account[field])).size).toBe(1_000);
  }
});
