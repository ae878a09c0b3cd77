/** Bad input on the pages: a refusal with a code of the catalogue and a way on; nothing changed. */
import { request } from 'node:http';
import { connect as connectTo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Visitor } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { type Province, pick, press, rowCounts, someone, startProvince } from './province.ts';
import { expectPage, mayChange, posted } from './refused.ts';

let p: Province;
let before: Record<string, number>;
beforeAll(async () => {
  p = await startProvince();
});
beforeEach(async () => {
  before = await rowCounts(p, mayChange);
});
afterEach(async () => {
  expect(await rowCounts(p, mayChange)).toEqual(before);
});
afterAll(() => p.stop());

const open = (path: string | URL, who: Visitor = visitor()) => who.open(new URL(path, p.issuer));

describe('at the sign-in', () => {
  const password = async () => {
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    return {
      who,
      page: await press(who, picker, '/source', {}, { name: 'source', value: 'local' }),
    };
  };

  it('an unknown source is refused at the picker and at the callback', async () => {
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    expectPage(await press(who, picker, '/source', { source: 'nowhere' }), 'sources.unknown');
    expectPage(await open('/callback/nowhere?state=x&code=y'), 'sources.unknown');
  });

  it('a forged state, and none at all, is refused', async () => {
    for (const query of [`state=${'A'.repeat(43)}&code=x`, 'code=x', ''])
      expectPage(await open(`/callback/fund?${query}`), 'login.visit_unknown');
  });

  it('a callback that is replayed is refused', async () => {
    let stopping = true;
    const who = visitor({
      stopsAt: ({ pathname }) => stopping && pathname.startsWith('/callback/'),
    });
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const back = await pick(p, who, picker, 'fund', someone('费测试'));
    stopping = false;
    expect((await who.open(back.url)).status).toBe(200);
    expectPage(await open(back.url), 'login.visit_used');
  });

  it('an answer that the department never gave is refused after it was asked', async () => {
    const who = visitor({ stopsAt: ({ pathname }) => pathname.startsWith('/callback/') });
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const back = await pick(p, who, picker, 'fund', someone('费测试'));
    const forged = new URL(back.url);
    forged.searchParams.set('code', 'made-up');
    const here = visitor();
    for (const [name, cookie] of who.cookies) here.cookies.set(name, cookie);
    expectPage(await here.open(forged), 'sources.bad_answer');
  });

  it('a sign-in that nobody began, and one without its cookie, is told to be over', async () => {
    expectPage(await open('/signin/nobody'), 'login.expired');
    const picker = await open(p.hall.ask(p.issuer).address);
    expectPage(await open(picker.url), 'login.expired');
  });

  it('a form without its token, or from another page, is refused', async () => {
    const { who, page } = await password();
    const fields = { username: 'tang-2', password: 'x', _csrf: 'forged' };
    expectPage(await press(who, page, '/password', fields), 'http.form_expired');
  });

  it('a body that is too large, holds a NUL or half a character, or is of another kind, is refused', async () => {
    const path = '/signin/nobody/password';
    expectPage(
      await posted(p.issuer, path, `password=${'x'.repeat(200_000)}`),
      'http.body_too_large',
    );
    expectPage(await posted(p.issuer, path, 'username=%00'), 'http.bad_input');
    expectPage(await posted(p.issuer, path, 'username=%E5%BC'), 'http.bad_input');
    expectPage(
      await posted(p.issuer, path, '{"user', { 'content-type': 'application/json' }),
      'http.bad_input',
    );
    expectPage(
      await posted(p.issuer, path, '<x/>', { 'content-type': 'text/xml' }),
      'http.bad_input',
    );
    expectPage(await posted(p.issuer, '/callback/fund', 'state=%00'), 'http.bad_input');
  });

  it('a source named twice, and a field longer than anybody’s, is refused by name', async () => {
    const { who, page } = await password();
    const long = { username: 'x'.repeat(300), password: 'y' };
    expectPage(await press(who, page, '/password', long), 'http.bad_input');
    const token = page.forms.find(({ fields }) => 'username' in fields)?.fields['_csrf'] ?? '';
    const twice = `_csrf=${encodeURIComponent(token)}&source=local&source=fund`;
    expectPage(await posted(p.issuer, `${page.url.pathname}/source`, twice), 'http.bad_input');
  });
});

describe('whatever the path', () => {
  it('an address that does not exist, and a method that does not fit, is told', async () => {
    expectPage(await open('/nothing/here'), 'http.not_found');
    expectPage(await posted(p.issuer, '/account/received', ''), 'http.method_not_allowed');
  });

  it('a cookie of ten megabytes is refused before anything reads it', async () => {
    const answer = await new Promise<{ status: number; html: string }>((resolve, reject) => {
      const { hostname, port } = new URL(p.issuer);
      const socket = connectTo(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
      let html = '';
      socket.on('data', (chunk: Buffer) => {
        html += chunk.toString();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve({ status: Number(html.split(' ')[1]), html }));
      socket.write('GET /account HTTP/1.1\r\nHost: x\r\nCookie: a=');
      socket.write('x'.repeat(10 * 1024 * 1024));
      socket.end('\r\n\r\n');
    });
    expectPage(answer, 'http.headers_too_large');
  });

  it('a cookie that is not ours, broken or forged is as good as none', async () => {
    const { port } = new URL(p.issuer);
    for (const value of ['%00', '%zz', '"', 'x'.repeat(4_000), '\u00ff']) {
      const cookie = ['', '.sig', '-signin', '-resume', '-ended', '-source', '-lang']
        .map((name) => `songhua${name.replace('.sig', '')}-${port}${name === '.sig' ? '.sig' : ''}`)
        .map((name) => `${name}=${value.slice(0, 1_500)}`)
        .join('; ');
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${p.issuer}/account`, { headers: { cookie } }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode));
        });
        sent.on('error', reject).end();
      });
      expect(status).toBe(303);
    }
  });
});
