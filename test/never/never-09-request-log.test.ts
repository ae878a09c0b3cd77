/**
 * Never 9, of the log that developers read: what a request said reaches it only as a name, whoever sent
 * it, whatever it held and wherever it stood.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { joined } from '../developers/people.ts';
import { post } from '../oidc/rig.ts';
import { type Portal, startPortal } from '../portal/rig.ts';
import { citizen, tokensOf } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';

let at: Portal;
const developer = visitor();
beforeAll(async () => {
  at = await startPortal();
  const member = await joined(at.base, { department_code: '220000-hall', by: at.by });
  const name = `songhua-developer-${new URL(at.issuer).port}`;
  developer.cookies.set(`${name} /`, { value: `${name}=${member.token}`, path: '/' });
}, 60_000);
afterAll(() => at?.stop());

test('no token, secret, code, number, name or script of a refused request stands in the log', async () => {
  const person = await citizen(at.base, 'logged-person');
  const tokens = await tokensOf(at, at.hall, visitor(), person);
  const marks = {
    refresh: String(tokens.refresh_token),
    access: String(tokens.access_token),
    id_token: String(tokens.id_token),
    secret: at.hall.secret,
    number: '220000199101010017',
    phone: '13900138000',
    spaced: '139-0013-8000',
    mail: 'li.si@office.example',
    name: '李四光明',
    script: '<script>alert(1)</script>',
    bidi: 'abc\u202Edef',
    long: 'x'.repeat(4_000),
  };
  const said = (value: string) => [
    value,
    `openid ${value}`,
    `https://elsewhere.example/${encodeURIComponent(value)}`,
    `https://elsewhere.example/cb?x=${encodeURIComponent(value)}#${encodeURIComponent(value)}`,
    `https://${encodeURIComponent(value)}:x@elsewhere.example/`,
  ];
  const places = ['scope', 'redirect_uri', 'response_type', 'response_mode', 'resource', 'prompt'];
  for (const mark of Object.values(marks)) {
    for (const value of said(mark)) {
      // Each minute has its own allowance.
      at.clock.advance(60_000);
      for (const place of places) {
        const { address } = at.hall.ask(at.issuer, { [place]: value });
        // A line of an address ends somewhere.
        if (address.length < 14_000) await visitor().open(address);
      }
      for (const place of ['grant_type', 'scope', 'redirect_uri', 'resource'])
        await post(`${at.issuer}/token`, at.hall, {
          ...{ grant_type: 'authorization_code', code: 'x', redirect_uri: 'x' },
          [place]: value,
        });
      const out = new URLSearchParams({ client_id: 'hall', post_logout_redirect_uri: value });
      await visitor().open(`${at.issuer}/signout?${out}`);
    }
  }
  // The last of them is written a moment later.
  const last = { grant_type: 'the.last.one' };
  await post(`${at.issuer}/token`, at.hall, last);
  await vi.waitFor(
    async () => {
      const [newest] = await clients.requestsOf(at.base, 'hall', { limit: 1 });
      expect(newest?.named).toEqual(['the.last.one']);
    },
    { timeout: 20_000, interval: 50 },
  );

  const rows = await at.base.db('client_requests').select('*');
  expect(rows.length).toBeGreaterThan(300);
  // Something was named of most of them: the log is not clean because it is empty.
  expect(rows.filter(({ named }) => named.length > 0).length).toBeGreaterThan(150);
  const inTheTable = JSON.stringify(rows);
  for (const [which, mark] of Object.entries(marks))
    for (const form of [mark, encodeURIComponent(mark), mark.slice(0, 40)])
      expect(inTheTable.includes(form), `${which} in the table`).toBe(false);
  for (const { named } of rows) expect(named.join(' ')).toMatch(/^[\x21-\x7e… ]*$/);

  let path: string | undefined = '/clients/apps/hall/log';
  while (path !== undefined) {
    const { html }: { html: string } = await at.open(developer, path);
    for (const [which, mark] of Object.entries(marks))
      expect(html.includes(mark), `${which} on the page`).toBe(false);
    path = /<a href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  }
}, 180_000);
