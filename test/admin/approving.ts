import { expect } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as sources from '../../src/sources/sources.ts';
import { registration } from '../sources/plant.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, OWN_CLIENT } from './console.ts';

/** What the tests of acts of two people share: a source of a region, and a form that is sent. */

export async function regionSource(hall: Console, id: string, side = 'yanji'): Promise<string> {
  await sources.register(hall.base, { ...registration(id), department_code: `${side}-fund` });
  return id;
}

/** The client that developers of the tests look after. */
export const ownClient = (hall: Console): Promise<void> =>
  clients.register(hall.base, {
    ...{ id: OWN_CLIENT, department_code: 'yanji-fund', sector: OWN_CLIENT },
    names: { 'zh-CN': '延吉办事', ko: '연길봉사', en: 'Yanji services' },
    redirect_uris: ['https://yanji.example/cb'],
    scopes: 'openid profile',
    grant_types: ['authorization_code'],
  });

export const REASON = '接口返回了别人的资料';

/** Sends a form of the console as its person; gives the status, and where it leads or the code of the refusal. */
export async function send(
  who: Member,
  path: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const answer = await who.post(path, { _csrf: await who.csrf(), reason: REASON, ...fields });
  if (answer.status === 303) return answer.headers.get('location') ?? '';
  return ((await answer.json()) as { code: string }).code;
}

/** The one approval of an act that waits. */
export async function waiting(hall: Console, act: string): Promise<string> {
  const rows = await hall.base.db('approvals').where({ act, state: 'asked' } as never);
  expect(rows).toHaveLength(1);
  return (rows[0] as { id: string }).id;
}

export const kinds = async (hall: Console, object_id: string) =>
  (await auditTrail(hall.base))
    .filter((event) => event.object_id === object_id)
    .map(({ kind }) => kind);

export const textOf = async (who: Member, path: string, lang = 'zh-CN') => {
  const answer = await who.get(path, { accept: 'text/html', 'accept-language': lang });
  return { status: answer.status, text: await answer.text() };
};
