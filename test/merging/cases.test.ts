import { expect, it } from 'vitest';
import type { Writer } from '../../src/records/records.ts';
import * as records from '../../src/records/records.ts';
import { openDesk, type Somebody } from '../identities/desk.ts';
import { issued, selfMade } from '../identities/people.ts';
import { department, event } from '../records/desk.ts';
import { join, separate, subject } from './desk.ts';

const desk = openDesk();

const casesOf = async ({ identity_id }: Somebody) =>
  (await records.list(desk.base, { identity_id, level: 2 })).cases
    .map(({ case_number }) => case_number)
    .sort();

it('cases follow whose they are, by either subject; back they go by the one that was named', async () => {
  const writer: Writer = await department(desk.base, '220000-fund');
  const survivor = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
  const absorbed = await desk.arrive(selfMade(desk.account('forum'), { attributes: {} }));
  const said = async (
    who: Somebody,
    case_number: string,
    kind: 'accepted' | 'progressed' = 'accepted',
  ) => {
    const sub = subject(desk.base, writer.sector, who.identity_id);
    const data = kind === 'accepted' ? { applicant: { sub } } : {};
    const [one] = await records.apply(desk.base, writer, [
      event(writer, kind, { case_number, data }),
    ]);
    return one?.result;
  };
  expect(await said(survivor, 'a-1')).toBe('applied');
  expect(await said(absorbed, 'b-1')).toBe('applied');
  const merge_id = await join(desk.base, survivor.identity_id, absorbed.identity_id);

  expect(await casesOf(survivor)).toEqual(['a-1', 'b-1']);
  expect(await said(absorbed, 'b-2')).toBe('applied');
  expect(await said(survivor, 'a-2')).toBe('applied');
  // Told again, by the subject that the department sees now: the same person.
  expect(await said(survivor, 'b-1')).not.toBe('refused');
  expect(await said(absorbed, 'b-1', 'progressed')).toBe('applied');
  expect(await casesOf(survivor)).toEqual(['a-1', 'a-2', 'b-1', 'b-2']);
  expect(await casesOf(absorbed)).toEqual([]);

  await separate(desk.base, merge_id);
  expect([await casesOf(survivor), await casesOf(absorbed)]).toEqual([
    ['a-1', 'a-2'],
    ['b-1', 'b-2'],
  ]);
  expect(await said(survivor, 'b-1')).toBe('refused');
});
