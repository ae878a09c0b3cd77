// Whole, since one tree is changed and each change is seen in it from both sides of a scope.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { hanging } from '../../src/admin/hanging.ts';
import * as departments from '../../src/departments/departments.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let system: Member;
let local: Member;
beforeAll(async () => {
  hall = await startConsole();
  system = await hall.as('system_administrator', 'province');
  local = await hall.as('department_administrator', 'inside');
}, 60_000);
afterAll(() => hall?.stop());

const html = { accept: 'text/html' };
const page = async (who: Member, path: string) => {
  const response = await who.get(path, html);
  return { status: response.status, text: await response.text() };
};

const node = async (code: string) => {
  const found = (await departments.tree(hall.base)).find((one) => one.code === code);
  if (!found) throw new Error(`no ${code}`);
  return found;
};

async function send(who: Member, path: string, fields: Record<string, string>) {
  hall.gateway.clock.advance(1_000);
  const _csrf = await csrfOf(who);
  const response = await who.post(path, { _csrf, ...fields }, { origin: hall.issuer });
  const type = response.headers.get('content-type') ?? '';
  const body = /json/.test(type)
    ? ((await response.json()) as { code?: string; field?: string })
    : {};
  return { status: response.status, location: response.headers.get('location'), ...body };
}

async function csrfOf(who: Member): Promise<string> {
  const { text } = await page(who, '/admin/departments/yanji');
  const [, token] = /name="_csrf" value="([^"]+)"/.exec(text) ?? [];
  return token ?? who.csrf();
}

const names = (text: string) => ({ name_zh: text, name_ko: text, name_en: text });

describe('looking through the tree', () => {
  test('somebody of the province begins at the province, somebody of a region at that region', async () => {
    expect((await page(system, '/admin/departments')).text).toContain('/admin/departments/220000"');
    const mine = (await page(local, '/admin/departments')).text;
    expect(mine).toContain('/admin/departments/yanji"');
    expect(mine).not.toContain('/admin/departments/220000"');
  });

  test('a part of a name or a code finds what has it, inside the scope only', async () => {
    const found = await page(system, `/admin/departments?q=${encodeURIComponent('公积金')}`);
    expect(found.text).toContain('yanji-fund');
    expect(found.text).toContain('shuangyang-fund');
    const mine = await page(local, `/admin/departments?q=${encodeURIComponent('公积金')}`);
    expect(mine.text).toContain('yanji-fund');
    expect(mine.text).not.toContain('shuangyang-fund');
    expect((await page(system, '/admin/departments?q=YANJI-F')).text).toContain('yanji-fund');
    expect((await page(system, '/admin/departments?q=%25')).text).not.toContain('yanji-fund');
  });

  test('a node shows its way from the province, and links only what lies in the scope', async () => {
    const { text } = await page(local, '/admin/departments/yanji-fund');
    expect(text).toContain('吉林省');
    expect(text).not.toContain('href="/admin/departments/220000"');
    expect(text).toContain('href="/admin/departments/yanji"');
    expect((await page(local, '/admin/departments/shuangyang')).status).toBe(404);
  });
});

describe('acts upon a department', () => {
  test('a department is added, renamed and closed in the console, each with its event', async () => {
    const added = await send(local, '/admin/departments/yanji/add', {
      code: 'yanji-water',
      kind: 'department',
      position: '2',
      ...names('水务局'),
    });
    expect(added).toMatchObject({ status: 303 });
    expect(added.location).toContain('/admin/departments/yanji-water');
    const renamed = await send(local, '/admin/departments/yanji-water/change', {
      version: '1',
      position: '2',
      ...names('水利局'),
    });
    expect(renamed).toMatchObject({ status: 303 });
    expect(await node('yanji-water')).toMatchObject({
      parent_id: (await node('yanji')).id,
      names: { 'zh-CN': '水利局' },
    });
    expect((await page(local, '/admin/departments/yanji-water')).text).toContain('水务局');

    const version = { version: '2' };
    const path = '/admin/departments/yanji-water/close';
    const unnamed = await send(system, path, { ...version, named: '水务局' });
    expect(unnamed).toMatchObject({ status: 400, code: 'admin.not_named' });
    expect(await send(system, path, { ...version, named: '水利局' })).toMatchObject({
      status: 303,
    });
    expect((await node('yanji-water')).state).toBe('closed');
    const id = (await node('yanji-water')).id;
    const told = (await auditTrail(hall.base)).filter((one) => one.object_id === id);
    expect(told.map(({ kind, actor_id }) => [kind, actor_id])).toEqual([
      ['department.added', local.staff_id],
      ['department.changed', local.staff_id],
      ['department.closed', system.staff_id],
    ]);
  });

  test('a code that is taken, a stale form and a wrong field say so and change nothing', async () => {
    const add = { code: 'yanji-fund', kind: 'department', position: '0', ...names('再来') };
    expect(await send(local, '/admin/departments/yanji/add', add)).toMatchObject({
      status: 409,
      code: 'departments.code_taken',
    });
    expect(
      await send(local, '/admin/departments/yanji/add', { ...add, code: '公积金' }),
    ).toMatchObject({ status: 400, code: 'departments.bad_node', field: 'code' });
    expect(
      await send(local, '/admin/departments/yanji-fund/change', {
        version: '7',
        position: '0',
        ...names('改'),
      }),
    ).toMatchObject({ status: 409, code: 'departments.changed_meanwhile' });
    expect(await node('yanji-fund')).toMatchObject({ version: 1 });
  });

  test('nothing is moved out of, or into, a part of the tree that is not the person’s own', async () => {
    const { version } = await node('yanji-fund');
    const regional = await hall.as('system_administrator', 'inside');
    const move = { version: String(version), named: '延吉市公积金', parent_code: 'shuangyang' };
    expect(await send(regional, '/admin/departments/yanji-fund/move', move)).toMatchObject({
      status: 400,
      code: 'departments.bad_node',
      field: 'parent_code',
    });
    expect(await send(local, '/admin/departments/yanji-fund/move', move)).toMatchObject({
      status: 403,
      code: 'admin.not_allowed',
    });
    expect(await send(system, '/admin/departments/yanji-fund/move', move)).toMatchObject({
      status: 303,
    });
    expect((await page(local, '/admin/departments/yanji-fund')).status).toBe(404);
  });

  test('a department with staff or clients is not closed, and its page says what hangs there', async () => {
    const { text } = await page(system, '/admin/departments/220000-hall');
    expect(text).toContain('应用');
    const { version, names: called } = await node('220000-hall');
    expect(
      await send(system, '/admin/departments/220000-hall/close', {
        version: String(version),
        named: called['zh-CN'],
      }),
    ).toMatchObject({ status: 409, code: 'departments.in_use', field: 'clients' });
  });

  test('what refers to departments in the database keeps one from being closed, or says why not', async () => {
    const { rows } = await hall.base.db.raw(`
      select distinct c.conrelid::regclass::text as name from pg_constraint c
      where c.contype = 'f' and c.confrelid = 'departments'::regclass order by 1`);
    const exempt: Record<string, string> = {
      departments: 'its own children and what was merged into it: asked first',
      department_history: 'what was',
      staff_grants: 'a role over a closed department is a role over nothing',
      interventions: 'where a member of staff was at that time',
      support_openings: 'the same',
      claim_papers: 'the same',
      developer_memberships: 'who may see the applications of a closed department sees none',
      initial_tokens: 'no application can be hung on a closed department by one',
      developer_invitations: 'the same, and it is over after two weeks',
    };
    const asked: Record<string, keyof typeof hanging> = {
      sources: 'sources',
      clients: 'clients',
      staff: 'staff',
      records: 'records',
    };
    const unknown = rows
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => !(name in exempt) && !(name in asked));
    expect(unknown).toEqual([]);
  });
});

describe('importing a table', () => {
  const csv = [
    'code,parent_code,kind,name_zh',
    'sy-tax,shuangyang,department,税务局',
    'sy-school,shuangyang,department,教育局',
  ].join('\r\n');

  test('what was pasted is shown first, and then imported as it was shown', async () => {
    const _csrf = await csrfOf(system);
    const shown = await system.post(
      '/admin/departments/_import',
      { _csrf, csv },
      { origin: hall.issuer, ...html },
    );
    const text = await shown.text();
    expect(shown.status).toBe(200);
    const [, digest = ''] = /name="digest" value="([^"]+)"/.exec(text) ?? [];
    expect(text).toContain('sy-tax');
    expect((await departments.tree(hall.base)).some(({ code }) => code === 'sy-tax')).toBe(false);
    expect(
      await send(system, '/admin/departments/_import/apply', { csv: `${csv}\r\n`, digest }),
    ).toMatchObject({ status: 303 });
    expect((await node('sy-tax')).parent_id).toBe((await node('shuangyang')).id);
    expect(await send(system, '/admin/departments/_import/apply', { csv, digest })).toMatchObject({
      status: 409,
      code: 'departments.file_changed',
    });
  });

  test('what cannot be read stays on the page, with what is wrong', async () => {
    const _csrf = await csrfOf(system);
    const shown = await system.post(
      '/admin/departments/_import',
      { _csrf, csv: 'code,kind,colour\nx,department,blau' },
      { origin: hall.issuer, ...html },
    );
    const text = await shown.text();
    expect(shown.status).toBe(400);
    expect(text).toContain('x,department,blau');
    expect(text).toContain('<code>colour</code>');
  });

  test('a table of five thousand Chinese names fits, a larger form is refused', async () => {
    const line = (at: number) =>
      `big-${at},shuangyang,department,吉林省双阳区某某事务管理中心第${at}科`;
    const big = [
      'code,parent_code,kind,name_zh',
      ...Array.from({ length: 5_000 }, (_, at) => line(at)),
    ];
    const _csrf = await csrfOf(system);
    const post = (text: string) =>
      system.post(
        '/admin/departments/_import',
        { _csrf, csv: text },
        { origin: hall.issuer, ...html },
      );
    expect((await post(big.join('\n'))).status).toBe(200);
    await expect(post('a'.repeat(8 * 1024 * 1024)).then(({ status }) => status)).resolves.toBe(413);
  });
});

test('a merged node does not come back out of the part of whoever takes it into use again', async () => {
  const inside = await hall.as('system_administrator', 'inside');
  const parent_code = 'yanji';
  for (const code of ['yanji-north', 'yanji-south'])
    await departments.add(hall.base, {
      ...{ code, parent_code: '220000', kind: 'region', level: 'county' },
      names: { 'zh-CN': code, ko: code, en: code },
    });
  const merge = async (code: string, into_code: string) => {
    const { id, version } = await node(code);
    const actor = { kind: 'staff', id: system.staff_id } as const;
    await departments.merge(hall.base, { id, version, actor }, into_code);
  };
  const reopen = async (who: Member, code: string) => {
    const { version } = await node(code);
    const fields = { version: String(version), named: code };
    return send(who, `/admin/departments/${code}/reopen`, fields);
  };
  await merge('yanji-north', 'yanji');
  const refused = await reopen(inside, 'yanji-north');
  expect([refused.status, refused.code]).toEqual([403, 'departments.beyond_reach']);
  expect(await node('yanji-north')).toMatchObject({ state: 'merged' });
  expect((await reopen(system, 'yanji-north')).status).toBe(303);
  expect((await node('yanji-north')).parent_id).toBe((await node('220000')).id);

  // Below one's own node it comes back where one looks after it; a closed one where it stood.
  for (const code of ['yanji-east', 'yanji-west'])
    await departments.add(hall.base, {
      ...{ code, parent_code, kind: 'department' },
      names: { 'zh-CN': code, ko: code, en: code },
    });
  await merge('yanji-east', 'yanji-west');
  expect((await reopen(inside, 'yanji-east')).status).toBe(303);
  expect((await node('yanji-east')).parent_id).toBe(hall.node.inside);
});
