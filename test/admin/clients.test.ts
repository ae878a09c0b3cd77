import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { kinds, ownClient, send, textOf, waiting } from './approving.ts';
import { type Console, type Member, OWN_CLIENT, startConsole } from './console.ts';

let hall: Console;
let developer: Member;
let decider: Member;
beforeAll(async () => {
  hall = await startConsole();
  await ownClient(hall);
  [developer, decider] = [
    await hall.as('developer', 'inside'),
    await hall.as('system_administrator', 'province'),
  ];
}, 60_000);
afterAll(() => hall?.stop());

const path = `/admin/clients/${OWN_CLIENT}`;
const scopes = async () => (await clients.read(hall.base, OWN_CLIENT))?.scopes;

const ask = (who: Member, wanted: string[]): Promise<string> =>
  send(who, `${path}/scopes`, Object.fromEntries(wanted.map((one) => [`scope.${one}`, 'yes'])));

describe('clients in the console', () => {
  it('a developer sees the own one only; the province sees all, by name too', async () => {
    const mine = await textOf(developer, '/admin/clients');
    expect(mine.text).toContain(OWN_CLIENT);
    expect(mine.text).not.toContain('应用 hall');
    const found = await textOf(decider, `/admin/clients?q=${encodeURIComponent('延吉')}`);
    expect(found.text).toContain(OWN_CLIENT);
    expect(found.text).not.toContain('应用 hall');
    // What a database takes for a pattern is a text here.
    expect((await textOf(decider, '/admin/clients?q=%25')).text).not.toContain(OWN_CLIENT);
  });

  it.each(langs)(
    'in %s one shows its registration and how old its secrets are, never a secret',
    async (lang) => {
      const secret = await clients.addSecret(hall.base, { client_id: OWN_CLIENT });
      const { text } = await textOf(developer, path, lang);
      const t = sentences(lang).console.clients;
      for (const words of [t.secrets, t.no_end, t.ask, 'https://yanji.example/cb'])
        expect(text).toContain(words);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(clients.hashOfSecret(hall.base, secret));
      expect(text).not.toMatch(/NaN|undefined|\[object/);
    },
  );

  it('what one may receive changes when a developer asks and the province approves', async () => {
    expect(await ask(developer, ['openid', 'profile'])).toBe(`${path}?done=nothing`);
    expect(await ask(developer, ['openid', 'phone'])).toBe(`${path}?done=asked`);
    expect(await scopes()).toBe('openid profile');
    const approval = await waiting(hall, 'client.approve');
    const { text } = await textOf(decider, `/admin/approvals/${approval}`);
    expect(text).toContain('手机号码');
    expect(text).toContain('打码的姓名');
    const decided = await send(decider, `/admin/approvals/${approval}/decide`, {
      verdict: 'approve',
    });
    expect(decided).toContain('done=approved');
    expect(await scopes()).toBe('openid phone');
    expect(await kinds(hall, OWN_CLIENT)).toContain('client.approved');
  });

  it('a scope that there is not, or none for signing in, is refused and nothing asked', async () => {
    const unknown = await ask(developer, ['openid', 'everything', 'phone']);
    expect(unknown).toContain('done=nothing');
    expect(await ask(developer, ['phone'])).toBe('clients.bad_registration');
    expect(await hall.base.db('approvals').where({ state: 'asked' })).toEqual([]);
  });
});
