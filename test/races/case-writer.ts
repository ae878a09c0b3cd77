import { vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import { report, tokenOf } from '../records/api.ts';
import { event } from '../records/desk.ts';
import type { TwoNodes } from './two-nodes.ts';

/** A department's client that reports cases at two nodes, and what the database keeps of them. */
const CASES = 10;
export const writer = { department_code: '220000-gjj' } as Parameters<typeof event>[0];
const words = { 'zh-CN': '公积金中心', ko: '공적금', en: 'Housing fund' };
const number = '220000190001010018';

/** Registers it, waits until both nodes know it, and gives its token. */
export async function startWriting(two: TwoNodes): Promise<string> {
  const department = { code: '220000-gjj', parent_code: '220000', kind: 'department' } as const;
  await departments.add(two.base, { ...department, names: words });
  const party = { id: 'fund-cases', secret: 'a-made-up-secret-of-forty-three-characters-x' };
  await clients.register(two.base, {
    id: party.id,
    department_code: department.code,
    names: words,
    sector: party.id,
    redirect_uris: [],
    home_uri: 'https://www.fund.example/',
    scopes: 'records:write',
    grant_types: ['client_credentials'],
  });
  await clients.addSecret(two.base, { client_id: party.id, secret: party.secret });
  let token = '';
  const known = async (issuer: string) => {
    token = await tokenOf({ issuer }, party, 'records:write');
    const { status } = await report({ issuer }, token, []);
    if (status !== 200) throw new Error(`answered ${status}`);
  };
  for (const node of two.nodes)
    await vi.waitFor(() => known(node), { timeout: 15_000, interval: 50 });
  return token;
}

/** Ten cases, each accepted and done. */
export const stream = (round: string) =>
  Array.from({ length: CASES }, (_, at) => {
    const about = { case_number: `${round}-${at}`, time: new Date().toISOString() };
    const identifier = { type: 'resident_id', number, name: '张测试' };
    return [
      event(writer, 'accepted', { ...about, data: { applicant: { identifier } } }),
      event(writer, 'done', about),
    ];
  }).flat();

/** The cases of a round, with their state and how many events each has. */
export async function kept(two: TwoNodes, round: string): Promise<object[]> {
  const { rows } = await two.base.db.raw(
    `select r.case_number, r.state, count(*)::int as events from records r
     join record_events e on e.record_id = r.id
     where r.case_number like ? group by 1, 2 order by 1`,
    [`${round}-%`],
  );
  return rows;
}

export const all = (round: string, events: number) =>
  Array.from({ length: CASES }, (_, at) => ({ case_number: `${round}-${at}`, state: 3, events }));
