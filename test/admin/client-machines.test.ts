import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { kinds, ownClient, send, textOf } from './approving.ts';
import { type Console, type Member, OWN_CLIENT, startConsole } from './console.ts';

let hall: Console;
let developer: Member;
beforeAll(async () => {
  hall = await startConsole();
  await ownClient(hall);
  await hall.base
    .db('clients')
    .where({ id: OWN_CLIENT })
    .update({ grant_types: JSON.stringify([clients.deviceGrant]) as never });
  developer = await hall.as('developer', 'inside');
}, 60_000);
afterAll(() => hall?.stop());

const path = `/admin/clients/${OWN_CLIENT}/machines`;
const form = {
  code: 'T-01',
  ...{ hall_zh: '延吉市政务大厅', hall_ko: '연길시 정무청사', hall_en: 'Yanji hall' },
  ...{ name_zh: '自助机 1', name_ko: '자조기 1', name_en: 'Machine 1' },
};

describe('the machines of a client in the console', () => {
  it('are registered and taken away by its developer, each with its event', async () => {
    expect((await textOf(developer, path)).text).toContain('还没有登记自助机');
    expect(await send(developer, `${path}/add`, form)).toBe(`${path}?done=changed`);
    for (const lang of langs) {
      const { text } = await textOf(developer, path, lang);
      const t = sentences(lang).console.machines;
      for (const shown of ['T-01', t.hall, t.add, t.retire]) expect(text).toContain(shown);
    }
    expect(await clients.devicesOf(hall.base, OWN_CLIENT)).toMatchObject([
      { code: 'T-01', hall: { ko: '연길시 정무청사' }, names: { en: 'Machine 1' } },
    ]);
    expect(await send(developer, `${path}/retire`, { code: 'T-01' })).toBe(`${path}?done=changed`);
    expect(await send(developer, `${path}/retire`, { code: 'T-01' })).toBe(`${path}?done=nothing`);
    const told = await kinds(hall, OWN_CLIENT);
    expect(told).toEqual(expect.arrayContaining(['client.device_added', 'client.device_retired']));
  });

  it('that cannot stand are refused, and the form stands again as it was typed', async () => {
    const wrong = { ...form, code: 'T 01', _form: 'add', _csrf: await developer.csrf() };
    const answer = await developer.post(`${path}/add`, wrong, { accept: 'text/html' });
    const html = await answer.text();
    expect(answer.status).toBe(400);
    for (const typed of ['T 01', '延吉市政务大厅']) expect(html).toContain(typed);
    expect(await send(developer, `${path}/add`, { ...form, hall_ko: ' ' })).toBe(
      'clients.bad_device',
    );
    expect(await clients.devicesOf(hall.base, OWN_CLIENT)).toEqual([]);
  });

  it('are linked from the page of a client that is one for machines', async () => {
    const page = await developer.get(`/admin/clients/${OWN_CLIENT}`);
    expect(await page.text()).toContain(`href="${path}"`);
  });
});
