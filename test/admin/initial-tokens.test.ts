import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { metadata, send as sendTo } from '../clients/tokens.ts';
import { kinds, REASON, send, textOf, waiting } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let administrator: Member;
let system: Member;
beforeAll(async () => {
  hall = await startConsole();
  administrator = await hall.as('department_administrator', 'inside');
  system = await hall.as('system_administrator', 'province');
}, 60_000);
afterAll(() => hall?.stop());

const path = '/admin/registration-tokens';
const form = {
  department: 'yanji-fund',
  hosts: 'YB.example  127.0.0.1',
  ...{ networks: '127.0.0.0/8', sector: '', level_floor: '1', most_uses: '2', days: '7' },
  ...{ 'scopes.openid': 'yes', 'scopes.profile': 'yes', 'profiles.standard': 'yes' },
  ...{ 'auth_methods.basic': 'yes', 'grant_types.authorization_code': 'yes' },
};

/** Where the pages of the tokens are that its administrator sees. */
const pages = async () => {
  const { text } = await textOf(administrator, path);
  return [...text.matchAll(/href="(\/admin\/registration-tokens\/[\w-]{22})"/g)].map(
    ([, one]) => one ?? '',
  );
};

/** Asked for and agreed to; where its page is. */
async function granted(fields: Record<string, string>): Promise<string> {
  const before = await pages();
  expect(await send(administrator, `${path}/ask`, fields)).toBe(`${path}?done=asked`);
  const approval = await waiting(hall, 'initial_token.grant');
  await send(system, `/admin/approvals/${approval}/decide`, { verdict: 'approve' });
  return (await pages()).find((one) => !before.includes(one)) as string;
}

const secretIn = (text: string) => /<code>([\w-]{43})<\/code>/.exec(text)?.[1];

async function taken(href: string): Promise<string> {
  const answer = await administrator.post(`${href}/take`, { _csrf: await administrator.csrf() });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return secretIn(await answer.text()) as string;
}

describe('the registration tokens of a department', () => {
  it('are none at first, and its administrator is offered to ask for one', async () => {
    for (const lang of langs) {
      const { text } = await textOf(administrator, path, lang);
      const t = sentences(lang).console.tokens;
      for (const shown of [t.title, t.empty, t.ask, t.hosts]) expect(text).toContain(shown);
    }
    const { text } = await textOf(system, path);
    expect(text).not.toContain(sentences('zh-CN').console.tokens.ask_what);
    expect((await textOf(system, '/admin/clients')).text).toContain(`href="${path}"`);
  });

  it('are agreed to by two people who read all of it, taken once, used and revoked', async () => {
    expect(await send(administrator, `${path}/ask`, form)).toBe(`${path}?done=asked`);
    const approval = await waiting(hall, 'initial_token.grant');
    for (const lang of langs) {
      const { text } = await textOf(system, `/admin/approvals/${approval}`, lang);
      const t = sentences(lang).console.tokens;
      for (const shown of [
        ...[t.hosts, 'yb.example', '127.0.0.0/8', t.own_sector, t.profile_names.standard],
        ...['client_secret_basic', 'authorization_code', '(profile)', '1 · ', t.days],
      ])
        expect(text).toContain(shown);
    }
    // Nothing is there before: neither is what was asked twice.
    expect(await send(administrator, `${path}/ask`, form)).toBe('approvals.asked_already');
    expect((await textOf(administrator, path)).text).toContain(
      sentences('zh-CN').console.tokens.empty,
    );
    const decided = { verdict: 'approve' };
    expect(await send(system, `/admin/approvals/${approval}/decide`, decided)).toContain(
      'approved',
    );

    const [href = ''] = await pages();
    const secret = await taken(href);
    expect(await send(administrator, `${href}/take`)).toBe('clients.token_taken');
    for (const shown of [path, href])
      expect((await textOf(administrator, shown)).text).not.toContain(secret);

    const registered = await sendTo(`${hall.issuer}/reg`, 'POST', secret, metadata());
    const { client_id } = registered.body;
    expect(await clients.read(hall.base, client_id)).toMatchObject({
      ...{ state: 'draft', level_floor: 1 },
      department_names: { 'zh-CN': '延吉市公积金' },
    });
    const one = await textOf(administrator, href);
    for (const shown of [client_id, '1 / 2', '有效']) expect(one.text).toContain(shown);

    const security = await hall.as('security_administrator', 'province');
    expect(await send(security, `${href}/revoke`)).toBe(`${href}?done=changed`);
    expect(await send(security, `${href}/revoke`)).toBe(`${href}?done=nothing`);
    expect((await textOf(administrator, href)).text).toContain('已作废');
    expect((await sendTo(`${hall.issuer}/reg`, 'POST', secret, metadata())).status).toBe(401);
    const { id } = (await hall.base.db('initial_tokens').first('id')) as { id: string };
    expect((await kinds(hall, id)).sort()).toEqual([
      ...['initial_token.granted', 'initial_token.refused'],
      ...['initial_token.revoked', 'initial_token.taken'],
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['without a host', { hosts: '' }, 'hosts'],
    ['with a wildcard for a host', { hosts: '*.example' }, 'hosts'],
    ['with an address for a host', { hosts: 'https://yb.example/' }, 'hosts'],
    ['strict without a key', { 'profiles.strict': 'yes' }, 'auth_methods'],
    ['for no network', { networks: '10.0.0.0' }, 'networks'],
    ['for no use', { most_uses: '0' }, 'most_uses'],
    ['for longer than a season', { days: '91' }, 'days'],
    ['for a sector that is no name', { sector: 'A b' }, 'sector'],
  ])(
    'are not asked for %s: the form stands again as it was typed',
    async (_what, changes, field) => {
      const answer = await administrator.post(
        `${path}/ask`,
        { ...form, ...changes, reason: REASON, _form: 'ask', _csrf: await administrator.csrf() },
        { accept: 'text/html' },
      );
      const html = await answer.text();
      expect(answer.status).toBe(400);
      expect(html).toContain(sentences('zh-CN').refusals['clients.bad_token'].what);
      expect(html).toContain(`name="${field}`);
      expect(html).toContain(REASON);
      expect(html).toMatch(/<input[^>]*name="auth_methods.basic"[^>]*checked/);
      expect(await hall.base.db('approvals').where({ state: 'asked' } as never)).toEqual([]);
    },
  );

  it('are of one’s own departments only', async () => {
    const elsewhere = { ...form, department: 'shuangyang-fund' };
    expect(await send(administrator, `${path}/ask`, elsewhere)).toBe('departments.bad_node');
  });

  it('that stood well when they were asked, and not any more, are not made', async () => {
    const fields = { ...form, sector: 'yanji-shared' };
    expect(await send(administrator, `${path}/ask`, fields)).toBe(`${path}?done=asked`);
    await clients.register(hall.base, {
      ...{ id: 'meanwhile', department_code: 'shuangyang-fund', sector: 'yanji-shared' },
      ...{ names: { 'zh-CN': '别处', ko: '다른곳', en: 'Elsewhere' }, scopes: 'openid' },
      redirect_uris: ['https://elsewhere.example/'],
    });
    const approval = await waiting(hall, 'initial_token.grant');
    const before = await hall.base.db('initial_tokens').pluck('id');
    expect(
      await send(system, `/admin/approvals/${approval}/decide`, { verdict: 'approve' }),
    ).toContain('not_done');
    expect(await hall.base.db('initial_tokens').pluck('id')).toEqual(before);
  });

  it('of a department that a form named lead to its page, where nobody else takes them', async () => {
    const href = await granted({ ...form, hosts: 'another.example' });
    expect(await send(system, `${href}/take`)).toBe('admin.not_allowed');
    expect(await taken(href)).toMatch(/^[\w-]{43}$/);
  });
});
