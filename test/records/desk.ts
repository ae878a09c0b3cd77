import type { Base } from '../../src/base.ts';
import { subjectIn } from '../../src/crypto/subject.ts';
import * as departments from '../../src/departments/departments.ts';
import * as identities from '../../src/identities/identities.ts';
import type { Writer } from '../../src/records/records.ts';
import { issued, number } from '../identities/people.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

/** A department with a client that reports its cases. */
export async function department(
  base: Base,
  code: string,
  changes: Partial<Writer> = {},
): Promise<Writer> {
  await departments.add(base, { code: '220000', kind: 'region', names: words('吉林省') });
  const department_id = await departments.add(base, {
    code,
    parent_code: '220000',
    kind: 'department',
    names: words(`部门 ${code}`),
  });
  return {
    id: `${code.replace(/^220000-/, '')}-cases`,
    department_id,
    department_code: code,
    sector: code.replace(/^220000-/, ''),
    redirect_uris: ['https://cases.fund.example/callback'],
    home_uri: 'https://www.fund.example/',
    ...changes,
  };
}

let arrivals = 0;

/** A made-up person with a number of their own, proved at level 2. */
export async function person(
  base: Base,
  changes: Parameters<typeof issued>[1] = {},
): Promise<{ identity_id: string; number: string; name: string }> {
  arrivals += 1;
  const id_number = number();
  const name = '李测试';
  const { identity_id } = await identities.resolve(
    base,
    issued(`records-${arrivals}`, {
      level: 2,
      attributes: { name, id_type: 'resident_id', id_number },
      ...changes,
    }),
    { notice: '2026-11' },
  );
  if (!identity_id) throw new Error('the made-up person did not come to be');
  return { identity_id, number: id_number, name };
}

export const subOf = (base: Base, writer: Writer, { identity_id }: { identity_id: string }) =>
  subjectIn(base.ring, writer.sector, identity_id);

let events = 0;

interface Wire {
  [name: string]: unknown;
  data: Record<string, unknown>;
}

/** A case event of a department, at a minute of the day unless a whole time is given. */
export function event(
  writer: Writer,
  kind: 'accepted' | 'progressed' | 'done' | 'withdrawn' | 'corrected',
  about: {
    case_number?: string;
    id?: string;
    time?: string | number;
    data?: Record<string, unknown>;
    [name: string]: unknown;
  } = {},
): Wire {
  events += 1;
  const { case_number = '2026-0001', id = `e-${events}`, time = 0, data, ...rest } = about;
  return {
    specversion: '1.0',
    id,
    source: `urn:songhua:department:${writer.department_code}`,
    type: `songhua.case.${kind}.v1`,
    subject: case_number,
    time: typeof time === 'number' ? minute(time) : time,
    data: { ...spoken[kind], ...data },
    ...rest,
  };
}

/** Of the day before MORNING. */
export const minute = (at: number): string =>
  new Date(Date.parse('2026-03-01T01:00:00Z') + at * 60_000).toISOString();

const spoken = {
  accepted: { matter_code: '220000-0101', matter_name: '住房公积金提取', status_text: '已受理' },
  progressed: { status_text: '审核中' },
  done: { status_text: '已办结' },
  withdrawn: { status_text: '申请人撤回' },
  corrected: {},
};
