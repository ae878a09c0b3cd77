import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import * as identities from '../../src/identities/identities.ts';
import { issued, number } from '../identities/people.ts';
import { ownClient, regionSource } from './approving.ts';
import { type Console, type Member, OWN_CLIENT, startConsole } from './console.ts';
import { altered, formOf, type Sent, shownIn } from './forms.ts';

/** A form that was refused stands on its page as it was sent: nothing in it goes back to what it was. */

let hall: Console;
beforeAll(async () => {
  hall = await startConsole();
  await ownClient(hall);
  for (const id of ['yanji-src', 'yanji-second', 'yanji-draft']) await regionSource(hall, id);
  await hall.base.db('sources').where({ id: 'yanji-draft' }).update({ state: 'draft' });
}, 60_000);
afterAll(() => hall?.stop());

const html = { accept: 'text/html' };
const pageOf = async (who: Member, path: string) => (await who.get(path, html)).text();

/** Sends a form of a page with every field of it changed; gives what was sent and what stands there then. */
async function refused(who: Member, page: string, act: string, over: Sent = {}) {
  const form = formOf(await pageOf(who, page), `${page}/${act}`);
  const sent: Sent = { ...altered(form), reason: '', ...over };
  const answer = await who.post(`${page}/${act}`, { ...sent, _csrf: await who.csrf() }, html);
  expect([400, 409]).toContain(answer.status);
  return { sent, form: formOf(await answer.text(), `${page}/${act}`) };
}

/** A question about two people, claimed by whoever asks. */
async function question(who: Member): Promise<string> {
  const id_number = number();
  const came: string[] = [];
  for (const [source_id, name] of [
    ['yanji-src', '张测试'],
    ['yanji-second', '张别名'],
  ] as const) {
    const attributes = { name, id_type: 'resident_id', id_number };
    const arrival = issued(source_id, { source_id, authority: 'yanji-fund', attributes });
    came.push((await identities.resolve(hall.base, arrival)).identity_id ?? '');
    hall.gateway.clock.advance(1_000);
  }
  const row = await hall.base.db('conflicts').where({ identity_id: came[1] }).first();
  const path = `/admin/conflicts/${row?.id}`;
  await who.post(`${path}/claim`, { _csrf: await who.csrf() });
  return path;
}

describe('a form that is refused keeps what was chosen and ticked in it', () => {
  test.each([
    ['system_administrator', '/admin/sources/yanji-src', 'off', ['sessions', 'reason', 'named']],
    ['security_administrator', '/admin/sources/yanji-src', 'off-now', ['sessions', 'named']],
    ['system_administrator', '/admin/sources/yanji-draft', 'move', ['to', 'reason']],
    [
      ...(['system_administrator', '/admin/sources/yanji-src', 'change'] as const),
      ['ceiling', 'registration', 'may_link', 'regions', 'kinds_organisation', 'corrects_email'],
    ],
    ['system_administrator', '/admin/keys', 'revoke', ['kid', 'reason']],
    [
      'department_administrator',
      `/admin/clients/${OWN_CLIENT}`,
      'scopes',
      ['scope.phone', 'reason'],
    ],
  ] as const)('%s: %s, %s', async (role, page, act, fields) => {
    const who = await hall.as(role, 'province');
    const { sent, form } = await refused(who, page, act);
    expect(Object.keys(form)).toEqual(expect.arrayContaining([...fields]));
    expect(shownIn(form)).toEqual(sent);
  });

  test('and which of two people stays', async () => {
    const who = await hall.as('operator', 'inside');
    const { sent, form } = await refused(who, await question(who), 'same');
    expect(sent['survivor_id']).toBeTruthy();
    expect(shownIn(form)).toEqual(sent);
  });
});

test('a department that somebody else has changed is not written over by one more click', async () => {
  const who = await hall.as('system_administrator', 'province');
  const page = '/admin/departments/yanji-fund';
  const stale = formOf(await pageOf(who, page), `${page}/change`);
  const id = (await departments.idOf(hall.base, 'yanji-fund')) ?? '';
  const names = { 'zh-CN': '别人改的', ko: '别人改的', en: '别人改的' };
  const actor = { kind: 'staff', id: who.staff_id } as const;
  await departments.change(hall.base, { id, version: 1, actor }, { names });

  const mine = { ...shownIn(stale), name_zh: '我改的', position: '7' };
  const click = async (sent: Sent) =>
    who.post(`${page}/change`, { ...sent, _csrf: await who.csrf() }, html);
  const first = await click(mine);
  expect(first.status).toBe(409);
  const again = formOf(await first.text(), `${page}/change`);
  expect(shownIn(again)).toEqual(mine);
  const second = await click(shownIn(again));
  expect(second.status).toBe(409);
  expect(await second.text()).toContain('departments.changed_meanwhile');
  expect(formOf(await pageOf(who, page), `${page}/change`)['name_zh']?.value).toBe('别人改的');
});
