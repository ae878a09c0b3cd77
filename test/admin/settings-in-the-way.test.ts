import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealedSettings } from '../../src/sources/registration.ts';
import * as sources from '../../src/sources/sources.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { settingWords } from '../../views/locales/sources/words.ts';
import { type Directory, mapping, startDirectory } from '../doubles/ldap-directory.ts';
import { registration } from '../sources/plant.ts';
import { visitor } from '../support/visitor.ts';
import { textOf } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';

/** A source that an older version was told of, without what this one asks for: `nobody_dn` of a directory. */

let hall: Console;
let system: Member;
let directory: Directory;
beforeAll(async () => {
  hall = await startConsole();
  system = await hall.as('system_administrator', 'province');
  directory = await startDirectory();
  directory.put({ subject: 'sb-0001', username: 'wangcs', password: 'willow-604182' });
  const { base } = hall;
  for (const id of ['old', 'well'])
    await sources.register(base, {
      ...registration(id),
      ...{ protocol: 'ldap', department_code: 'yanji-fund', mapping },
      settings: directory.settings,
    });
  const row = await sources.read(base, 'old');
  const { nobody_dn, ...rest } = directory.settings as { nobody_dn: string };
  expect(nobody_dn).toBeTruthy();
  const settings_sealed = sealedSettings(base, row?.id ?? '', JSON.stringify(rest));
  await base.db('sources').where({ id: 'old' }).update({ settings_sealed });
}, 60_000);
afterAll(async () => {
  await directory?.stop();
  await hall?.stop();
});

test('is said to lack it, by name and in words, on its page and at its preview', async () => {
  for (const lang of langs) {
    const { label } = settingWords('ldap', 'nobody_dn', lang);
    const { status, text } = await textOf(system, '/admin/sources/old', lang);
    expect(status).toBe(200);
    const t = sentences(lang).console.connecting;
    expect(text).toContain(t.in_the_way(`${label} (nobody_dn)`));
    const well = await textOf(system, '/admin/sources/well', lang);
    expect(well.text).not.toContain('nobody_dn) ');
  }
  const fields = { username: 'wangcs', password: 'willow-604182', _csrf: await system.csrf() };
  const look = await system.post('/admin/sources/old/preview', fields, { accept: 'text/html' });
  const { label } = settingWords('ldap', 'nobody_dn', 'zh-CN');
  expect(await look.text()).toContain(sentences('zh-CN').console.connecting.in_the_way(label));
  for (const path of ['/admin/sources', '/admin/sources/old/settings'])
    expect((await textOf(system, path)).status).toBe(200);
});

test('fails its probes by that name, and the others are asked as ever', async () => {
  await sources.probeDue(hall.base);
  const [old, well] = [await sources.read(hall.base, 'old'), await sources.read(hall.base, 'well')];
  expect(old).toMatchObject({ probe_fault: 'settings nobody_dn', failures: 1 });
  expect(well).toMatchObject({ probe_fault: null, failures: 0 });
  expect(await sources.refreshDocuments(hall.base)).toEqual({
    changed: [],
    failed: [{ source_id: 'old', fault: 'settings nobody_dn' }],
  });
});

test('does not answer whoever chooses it, and the other on the same picker does', async () => {
  const through = async (source: string) => {
    const who = visitor();
    const picker = await who.open(hall.gateway.hall.ask(hall.issuer).address);
    for (const id of ['old', 'well']) expect(picker.html).toContain(`value="${id}"`);
    const asked = await who.submit(picker, {}, { name: 'source', value: source });
    if (asked.forms.every(({ fields }) => !('password' in fields))) return asked;
    return who.submit(asked, { username: 'wangcs', password: 'willow-604182' });
  };
  const refused = await through('old');
  expect(refused.status).toBe(503);
  expect(refused.html).toContain('sources.unavailable');
  const inside = await through('well');
  expect(inside.text).toContain(sentences('zh-CN').notice.title);
});
