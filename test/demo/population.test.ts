import { expect, test } from 'vitest';
import { type Account, population } from '../../demo/population.ts';
import { readIdentifier } from '../../src/identities/identifiers.ts';
import { readName } from '../../src/identities/names.ts';

const NOW = new Date('2026-03-02T01:00:00Z');
const accounts = population();
const at = (source: string) => accounts.filter((account) => account.source === source);
const people = (person: string) => accounts.filter((account) => account.person === person);
const inBoth = [...new Set(accounts.map(({ person }) => person))].filter(
  (p) => people(p).length === 2,
);

const keyOf = (account: Account) => {
  const reading = readIdentifier(account.document.type, account.written_number, NOW);
  if (!reading.ok) throw new Error(`${account.username}: ${reading.fault}`);
  return `${reading.identifier.type} ${reading.identifier.key}`;
};

test('each system has two hundred people, sixty of them are in both', () => {
  expect(at('gjj')).toHaveLength(200);
  expect(at('yibao')).toHaveLength(200);
  expect(inBoth).toHaveLength(60);
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

test('whoever is in both has one number and one name there, however each wrote them', () => {
  for (const person of inBoth) {
    const [one, other] = people(person) as [Account, Account];
    expect(keyOf(one)).toBe(keyOf(other));
    expect(readName(one.name).key).toBe(readName(other.name).key);
    expect(readName(one.name).key).toBeDefined();
  }
  const differs = inBoth.filter((person) => {
    const [one, other] = people(person) as [Account, Account];
    return one.written_number !== other.written_number || one.name !== other.name;
  });
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

test('the hard cases are there, in each system', () => {
  for (const source of ['gjj', 'yibao']) {
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

test('user names are of one account, passwords and subjects too', () => {
  for (const field of ['username', 'password', 'subject'] as const) {
    expect(new Set(accounts.map((account) => account[field])).size).toBe(400);
  }
});
