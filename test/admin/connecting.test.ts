// Whole, since one source is connected, changed and tried, and each step stands on the one before.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consoleRoutes } from '../../src/admin/routes.ts';
import { isProtocol, type ProtocolName, protocols } from '../../src/sources/register.ts';
import * as registration from '../../src/sources/registration.ts';
import * as sources from '../../src/sources/sources.ts';
import { secretChoice, secretInput } from '../../views/admin/form-shown.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { startDirectory } from '../doubles/ldap-directory.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../doubles/openid-provider.ts';
import { registration as plain } from '../sources/plant.ts';
import { auditTrail } from '../support/trail.ts';
import { kinds, REASON, send, textOf, waiting } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';
import { formOf, type Sent, shownIn, unescaped } from './forms.ts';
import { MARK, settingsSamples } from './settings-samples.ts';

/** From nothing to a draft, and from there on, through the forms of the console as a browser sends them. */

/** Everything that the process logs. */
const logged: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });

let hall: Console;
let provider: OpenIdProvider;
let fund: Member;
let system: Member;
beforeAll(async () => {
  hall = await startConsole({ log });
  provider = await startOpenIdProvider({ clock: hall.gateway.clock });
  fund = await hall.as('department_administrator', 'inside');
  system = await hall.as('system_administrator', 'province');
}, 60_000);
afterAll(async () => {
  await provider?.stop();
  await hall?.stop();
});

const html = { accept: 'text/html' };
const NEW = '/admin/sources/new';
const pageOf = async (who: Member, path: string) => (await who.get(path, html)).text();
const blank = async (who: Member, protocol: string) =>
  shownIn(formOf(await pageOf(who, `${NEW}?protocol=${protocol}`), NEW));
const post = async (who: Member, path: string, sent: Sent) =>
  who.post(path, { ...sent, _csrf: await who.csrf() }, html);
const names = (text: string): Sent =>
  Object.fromEntries(
    ['names', 'account_words'].flatMap((what) =>
      ['zh-CN', 'ko', 'en'].map((lang) => [`details.${what}.${lang}`, `${text}`]),
    ),
  );
const who = (id: string, department = 'yanji-fund'): Sent => ({
  ...{ 'source.id': id, 'source.department_code': department, act: 'save' },
  ...names(id),
});
const oidc = (secret = MARK): Sent => ({
  'settings.issuer': 'https://login.fund.example',
  'settings.client_id': 'songhua',
  [secretInput('settings.client_secret')]: secret,
});
const settingsOf = async (id: string) => {
  const row = await sources.read(hall.base, id);
  if (!row) throw new Error(`no ${id}`);
  return JSON.parse(registration.settingsOf(hall.base, row));
};
const connect = async (id: string, more: Sent = {}) => {
  const sent = { ...(await blank(fund, 'oidc')), ...who(id), ...oidc(), ...more };
  const answer = await post(fund, NEW, sent);
  expect(answer.headers.get('location')).toBe(`/admin/sources/${id}?done=drafted`);
};
const eventsOf = async (id: string) =>
  (await auditTrail(hall.base)).filter(({ source_id }) => source_id === id);

describe('a new source', () => {
  test('begins with the choice of its protocol, in three languages', async () => {
    for (const lang of langs) {
      const { text } = await textOf(fund, NEW, lang);
      for (const name of Object.keys(protocols)) expect(text).toContain(`protocol=${name}`);
      expect(text).toContain(sentences(lang).console.connecting.choose);
    }
  });

  test('is saved as a draft, with its rules, and an event that says nothing of its settings', async () => {
    await connect('first', { ceiling: '2', registration: 'issued', may_create: 'no' });
    const row = await sources.read(hall.base, 'first');
    expect(row).toMatchObject({
      ...{ state: 'draft', protocol: 'oidc', ceiling: 2, registration: 'issued' },
      ...{ may_create: false, department_code: 'yanji-fund', evidence_days: 365 },
    });
    expect(await settingsOf('first')).toMatchObject({ client_secret: MARK });
    const [event] = await eventsOf('first');
    expect(event).toMatchObject({ kind: 'source.registered', actor_id: fund.staff_id });
    expect(JSON.stringify(event)).not.toContain('login.fund.example');
  });

  test('what cannot be is said at its field in words; what was typed stays, but for secrets', async () => {
    const sent = { ...(await blank(fund, 'oidc')), ...who('Second'), ...oidc() };
    const answer = await post(fund, NEW, {
      ...sent,
      ...{ 'settings.issuer': 'login.fund.example', 'settings.patience_ms': '7' },
      'details.names.ko': '',
    });
    expect(answer.status).toBe(400);
    const text = await answer.text();
    const { faults } = sentences('zh-CN').console.connecting;
    for (const words of [faults.address(), faults.least(100), faults.missing()])
      expect(text).toContain(words);
    expect(text).not.toContain(MARK);
    const again = shownIn(formOf(text, NEW));
    expect(again).toMatchObject({
      ...{ 'source.id': 'Second', 'settings.issuer': 'login.fund.example' },
      [secretChoice('settings.client_secret')]: 'keep',
    });
    // The secret was typed once, and lies here: it need not be typed again.
    const mended = { ...again, ...who('second'), 'settings.issuer': 'https://x.example' };
    const done = await post(fund, NEW, { ...mended, 'settings.patience_ms': '700' });
    expect(done.status).toBe(303);
    expect(await settingsOf('second')).toMatchObject({ client_secret: MARK, patience_ms: 700 });
  });

  test.each([
    ['an id that is taken', { 'source.id': 'yanji-taken' }, 'taken'],
    [
      'a department of another region',
      { 'source.department_code': 'shuangyang-fund' },
      'not_yours',
    ],
    ['a department that is none', { 'source.department_code': 'nowhere' }, 'not_yours'],
    [
      'this machine',
      { 'settings.issuer': 'http://localhost:1', 'settings.allow_http': 'yes' },
      'this_machine',
    ],
  ] as const)('%s is refused, and nothing is there', async (_name, more, fault) => {
    if (fault === 'taken') await connect('yanji-taken');
    const before = await hall.base.db('sources').select('*').orderBy('id');
    const sent = { ...(await blank(fund, 'oidc')), ...who('third'), ...oidc(), ...more };
    const answer = await post(fund, NEW, sent);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(sentences('zh-CN').console.connecting.faults[fault]());
    expect(await hall.base.db('sources').select('*').orderBy('id')).toEqual(before);
  });

  test('what is wrong before trying was not tried, and before saving not saved', async () => {
    const sent = { ...(await blank(fund, 'oidc')), ...who('tries'), 'settings.issuer': 'x' };
    const t = sentences('zh-CN').console.connecting;
    const said = async (act: string) => (await post(fund, NEW, { ...sent, act })).text();
    expect(await said('try')).toMatch(/有 \d+ 处需要改正，没有试连。/);
    expect(await said('save')).toMatch(/有 \d+ 处需要改正，没有保存。/);
    expect(await sources.read(hall.base, 'tries')).toBeUndefined();
    expect(t.problem(2)).not.toBe(t.problem_try(2));
  });

  test.each([
    ['oidc', true, true],
    ['saml', true, true],
    ['cas', true, true],
    ['oauth2', true, false],
    ['ticket', true, false],
    ['ldap', false, false],
    ['password-table', false, false],
  ])(
    'of %s the form shows the addresses that the department registers, and no other',
    async (protocol, callback, sign_out) => {
      const page = await pageOf(fund, `${NEW}?protocol=${protocol}`);
      const t = sentences('zh-CN').console.connecting;
      expect(page.includes(t.callback)).toBe(callback);
      expect(page.includes(t.sign_out)).toBe(sign_out);
      expect(page.includes('/callback/…/logout')).toBe(sign_out);
    },
  );

  test('a field that no form has changes nothing', async () => {
    await connect('plain', {
      ...{ state: 'live', 'settings.evil': 'x', position: '9', protocol_: 'x', testers: 'me' },
    });
    expect(await sources.read(hall.base, 'plain')).toMatchObject({ state: 'draft', position: 0 });
    expect(await settingsOf('plain')).not.toHaveProperty('evil');
  });

  test('a form without its token is none', async () => {
    const sent = { ...(await blank(fund, 'oidc')), ...who('tokenless'), ...oidc() };
    expect((await fund.post(NEW, sent, html)).status).toBe(403);
    expect(await sources.read(hall.base, 'tokenless')).toBeUndefined();
  });
});

describe('trying a connection', () => {
  test('says honestly how it answers, saves nothing, and leaves an event', async () => {
    const sent = { ...(await blank(system, 'oidc')), ...who('tried'), act: 'try' };
    const at = (issuer: string) => ({
      ...{ 'settings.issuer': issuer, 'settings.client_id': provider.clientId },
      'settings.allow_http': 'yes',
      [secretInput('settings.client_secret')]: MARK,
    });
    const t = sentences('zh-CN').console.connecting;
    const well = await (await post(system, NEW, { ...sent, ...at(provider.issuer) })).text();
    expect(well).toContain(t.tried_ok);
    expect(well).not.toContain(MARK);
    const dead = await (await post(system, NEW, { ...sent, ...at('http://localhost:1') })).text();
    expect(dead).toContain(t.tried_failed('').slice(0, 8));
    expect(await sources.read(hall.base, 'tried')).toBeUndefined();
    const tried = (await auditTrail(hall.base)).filter(({ kind }) => kind === 'source.tried');
    expect(tried.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'ok']);
    // What was typed is there for the next sending.
    const again = shownIn(formOf(well, NEW));
    const saved = await post(system, NEW, { ...again, act: 'save' });
    expect(saved.headers.get('location')).toBe('/admin/sources/tried?done=drafted');
    expect(await settingsOf('tried')).toMatchObject({ client_secret: MARK });
  });
});

describe('changing a source', () => {
  const edit = async (member: Member, id: string, part: string) =>
    shownIn(
      formOf(await pageOf(member, `/admin/sources/${id}/${part}`), `/admin/sources/${id}/${part}`),
    );

  test('a draft is changed by one person; a secret that is left alone stays', async () => {
    await connect('draft');
    const form = await edit(fund, 'draft', 'settings');
    const answer = await post(fund, '/admin/sources/draft/settings', {
      ...form,
      ...{ 'settings.client_id': 'another', act: 'save' },
    });
    expect(answer.headers.get('location')).toBe('/admin/sources/draft?done=changed');
    expect(await settingsOf('draft')).toMatchObject({ client_id: 'another', client_secret: MARK });
    expect((await eventsOf('draft')).filter(({ kind }) => kind === 'source.changed')).toEqual([
      expect.objectContaining({
        ...{ actor_id: fund.staff_id, outcome: 'ok' },
        detail: { changed: 'settings', fields: 'client_id' },
      }),
    ]);
  });

  test('a secret that is kept goes to no other address on the word of one person, nor to try it', async () => {
    const thief = await startDirectory();
    try {
      const filter = '(uid=:username)';
      const at = (port: number) => ({ ...thief.settings, filter, hosts: [`127.0.0.1:${port}`] });
      await sources.register(hall.base, {
        ...plain('guarded'),
        ...{ protocol: 'ldap', department_code: 'yanji-fund', settings: at(1), state: 'draft' },
      });
      const path = '/admin/sources/guarded/settings';
      const form = await edit(system, 'guarded', 'settings');
      const elsewhere = { ...form, 'settings.hosts': `127.0.0.1:${thief.server.port}` };
      const t = sentences('zh-CN').console.connecting;
      for (const state of ['draft', 'test', 'live'] as const) {
        await hall.base.db('sources').where({ id: 'guarded' }).update({ state });
        for (const act of state === 'live' ? ['try'] : ['try', 'save']) {
          const answer = await post(system, path, { ...elsewhere, act });
          expect([answer.status, state, act]).toEqual([400, state, act]);
          expect(await answer.text()).toContain(t.faults.secret_moved());
        }
      }
      expect(thief.asked.own).toBe(0);
      expect(await settingsOf('guarded')).toMatchObject({ hosts: ['127.0.0.1:1'] });
      // Typed anew it is the person's own; and what leads nowhere else is tried as before.
      const typed = {
        ...elsewhere,
        [secretChoice('settings.bind_password')]: 'replace',
        [secretInput('settings.bind_password')]: 'read only',
      };
      const tried = await post(system, path, { ...typed, act: 'try' });
      expect([tried.status, thief.asked.own]).toEqual([200, 1]);
      expect((await post(system, path, { ...form, act: 'try' })).status).toBe(200);
    } finally {
      await thief.stop();
    }
  });

  test('names and mapping too, and the usual mapping comes back', async () => {
    await connect('words');
    const form = await edit(fund, 'words', 'mapping');
    const mapped = { ...form, 'mapping.fields.name:path': 'xingming', act: 'save' };
    await post(fund, '/admin/sources/words/mapping', mapped);
    const row = await sources.read(hall.base, 'words');
    expect(row?.mapping?.fields).toMatchObject({ name: 'xingming', id_number: 'id_number' });
    const { was = '' } = await edit(fund, 'words', 'mapping');
    await post(fund, '/admin/sources/words/mapping/usual', { was });
    expect((await sources.read(hall.base, 'words'))?.mapping).toBeNull();
    const details = await edit(fund, 'words', 'details');
    await post(fund, '/admin/sources/words/details', {
      ...details,
      ...{ 'details.names.en': 'Library', act: 'save' },
    });
    expect((await sources.read(hall.base, 'words'))?.names.en).toBe('Library');
  });

  test('what was drawn from an older version is refused, with what changed since', async () => {
    await connect('raced');
    const [mine, theirs] = [
      await edit(fund, 'raced', 'settings'),
      await edit(system, 'raced', 'settings'),
    ];
    await post(system, '/admin/sources/raced/settings', {
      ...theirs,
      ...{ 'settings.scope': 'openid other', act: 'save' },
      [secretChoice('settings.client_secret')]: 'replace',
      [secretInput('settings.client_secret')]: `${MARK}-new`,
    });
    const late = { ...mine, 'settings.client_id': 'mine', act: 'save' };
    for (const _click of [1, 2]) {
      const answer = await post(fund, '/admin/sources/raced/settings', late);
      expect(answer.status).toBe(409);
      const text = await answer.text();
      const t = sentences('zh-CN').console.connecting;
      expect(text).toContain(t.others);
      expect(text).toContain('openid other');
      expect(text).toContain(t.others_secret('我们在对方的密钥'));
      expect(text).not.toContain(MARK);
    }
    expect(await settingsOf('raced')).toMatchObject({
      client_id: 'songhua',
      scope: 'openid other',
    });
  });

  test('once it is live two people do it; neither the request nor its page holds a secret', async () => {
    await connect('lively');
    await hall.base.db('sources').where({ id: 'lively' }).update({ state: 'live' });
    const form = await edit(fund, 'lively', 'settings');
    const sent = {
      ...form,
      ...{ 'settings.client_id': 'changed', reason: REASON, act: 'save' },
      [secretChoice('settings.client_secret')]: 'replace',
      [secretInput('settings.client_secret')]: `${MARK}-two`,
    };
    const path = '/admin/sources/lively/settings';
    expect((await post(fund, path, { ...sent, reason: '' })).status).toBe(400);
    const asked = await post(fund, path, sent);
    expect(asked.headers.get('location')).toBe('/admin/sources/lively?done=asked');
    expect(await settingsOf('lively')).toMatchObject({ client_id: 'songhua' });
    expect(await send(fund, path, sent)).toBe('approvals.asked_already');
    const id = await waiting(hall, 'source.change_settings');
    const t = sentences('zh-CN').console;
    expect(await pageOf(fund, '/admin/sources/lively')).toContain(`/admin/approvals/${id}`);
    const shown = await pageOf(system, `/admin/approvals/${id}`);
    for (const words of ['changed', t.connecting.replaced, t.connecting.settings])
      expect(shown).toContain(words);
    const rows = JSON.stringify([
      await hall.base.db('approvals').select('*'),
      await hall.base.db('source_edits').select('*'),
    ]);
    for (const text of [shown, rows, JSON.stringify(await auditTrail(hall.base))])
      expect(text).not.toContain(MARK);
    const decide = `/admin/approvals/${id}/decide`;
    expect(await send(fund, decide, { verdict: 'approve' })).toBe('approvals.same_person');
    expect(await send(system, decide, { verdict: 'approve' })).toContain('done=approved');
    expect(await settingsOf('lively')).toMatchObject({
      ...{ client_id: 'changed', client_secret: `${MARK}-two` },
    });
    expect(await kinds(hall, id)).toEqual(
      expect.arrayContaining(['approval.asked', 'approval.decided', 'approval.executed']),
    );
    // What it held is gone; which fields it changed is still told.
    expect(await pageOf(system, `/admin/approvals/${id}`)).toContain('我们在对方的编号');
  });

  test('of two who ask in the same moment one has asked, and what was changed meanwhile is not done', async () => {
    await connect('twice');
    const set = (state: string) =>
      hall.base
        .db('sources')
        .where({ id: 'twice' })
        .update({ state } as never);
    await set('live');
    const path = '/admin/sources/twice/settings';
    const form = await edit(fund, 'twice', 'settings');
    const sent = { ...form, ...{ 'settings.client_id': 'mine', reason: REASON, act: 'save' } };
    const both = await Promise.all([send(fund, path, sent), send(system, path, sent)]);
    expect(both.sort()).toEqual(['/admin/sources/twice?done=asked', 'approvals.asked_already']);
    const id = await waiting(hall, 'source.change_settings');
    await set('test');
    const other = { ...(await edit(fund, 'twice', 'settings')), 'settings.client_id': 'other' };
    expect(await send(fund, path, { ...other, act: 'save' })).toContain('done=changed');
    await set('live');
    const decider = await hall.as('system_administrator', 'inside');
    const decided = await send(decider, `/admin/approvals/${id}/decide`, { verdict: 'approve' });
    expect(decided).toContain('done=not_done');
    expect(await settingsOf('twice')).toMatchObject({ client_id: 'other' });
  });

  test('of another region there is nothing to see or to change', async () => {
    await sources.register(hall.base, {
      ...plain('far'),
      ...{ department_code: 'shuangyang-fund', state: 'draft' },
    });
    for (const part of ['settings', 'mapping', 'details', 'preview']) {
      expect((await fund.get(`/admin/sources/far/${part}`, html)).status).toBe(404);
      expect(await send(fund, `/admin/sources/far/${part}`, {})).toBe('admin.not_here');
    }
  });

  test('secrets that one person typed are no other person’s', async () => {
    await connect('shared');
    const form = await edit(fund, 'shared', 'settings');
    const bad = await post(fund, '/admin/sources/shared/settings', {
      ...form,
      ...{ 'settings.issuer': 'nowhere', act: 'save' },
      [secretChoice('settings.client_secret')]: 'replace',
      [secretInput('settings.client_secret')]: `${MARK}-mine`,
    });
    const { kept = '' } = shownIn(formOf(await bad.text(), '/admin/sources/shared/settings'));
    expect(kept).not.toBe('');
    const theirs = await edit(system, 'shared', 'settings');
    await post(system, '/admin/sources/shared/settings', {
      ...theirs,
      ...{ kept, 'settings.client_id': 'theirs', act: 'save' },
    });
    expect(await settingsOf('shared')).toMatchObject({ client_id: 'theirs', client_secret: MARK });
  });
});

describe.each(Object.keys(protocols).filter(isProtocol))('%s', (name: ProtocolName) => {
  test('its form sent back as it was drawn changes nothing, and no page has its secrets', async () => {
    for (const [at, settings] of settingsSamples(name).entries()) {
      const id = `${name}-${at}`;
      await sources.register(hall.base, {
        ...{ id, protocol: name, department_code: 'yanji-fund', state: 'draft' },
        ...{
          names: { 'zh-CN': id, ko: id, en: id },
          account_words: { 'zh-CN': id, ko: id, en: id },
        },
        ...{ registration: 'issued', ceiling: 2, settings },
      });
      const path = `/admin/sources/${id}/settings`;
      const text = await pageOf(fund, path);
      const sent = unescaped(shownIn(formOf(text, path)));
      const answer = await post(fund, path, { ...sent, act: 'save' });
      expect(answer.headers.get('location')).toBe(`/admin/sources/${id}?done=nothing`);
      expect(await settingsOf(id)).toEqual(settings);
      for (const page of [text, await pageOf(fund, `/admin/sources/${id}`)]) {
        expect(page).not.toContain(MARK);
        expect(page).not.toContain('PRIVATE KEY');
      }
    }
    const file = await (await fund.get('/admin/sources?format=csv')).text();
    expect(file).not.toContain(MARK);
    expect(JSON.stringify(await auditTrail(hall.base))).not.toContain(MARK);
  });
});

test('no page, file, event, log or row in clear has any of the secrets that were planted', async () => {
  const audit = await hall.as('audit_administrator', 'province');
  const pages = consoleRoutes.filter(
    ({ method, path }) => method === 'get' && /sources/.test(path),
  );
  const ids = (await hall.base.db('sources').select('id')).map(({ id }) => id);
  let seen = 0;
  for (const id of ids)
    for (const { path } of pages) {
      const answer = await system.get(path.replace(':id', id), html);
      expect(await answer.text(), `${path} ${id}`).not.toMatch(new RegExp(`${MARK}|PRIVATE KEY`));
      seen += 1;
    }
  expect(seen).toBeGreaterThan(60);
  for (const path of [
    '/admin/approvals',
    '/admin/sources?format=csv',
    '/admin/approvals?format=csv',
  ])
    expect(await (await system.get(path)).text(), path).not.toContain(MARK);
  for (const path of ['/admin/trail', '/admin/trail?format=csv'])
    expect(await (await audit.get(path)).text(), path).not.toContain(MARK);
  const { rows } = await hall.base.db.raw(
    `select table_name from information_schema.tables
     where table_schema = current_schema() and table_type = 'BASE TABLE'`,
  );
  for (const { table_name } of rows) {
    const kept = await hall.base.db.raw('select to_jsonb(x)::text as row from ?? x', [table_name]);
    expect(JSON.stringify(kept.rows), table_name).not.toContain(MARK);
  }
  expect(logged.length).toBeGreaterThan(100);
  expect(logged.join('')).not.toMatch(new RegExp(`${MARK}|PRIVATE KEY`));
});
