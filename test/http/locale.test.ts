import { createServer, type Server } from 'node:http';
import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { locale, preferLocales } from '../../src/http/locale.ts';

let server: Server;
let origin: string;
let now = new Date('2026-11-22T08:00:00Z');

async function serve(issuer: string): Promise<void> {
  const app = new Koa();
  app.use(locale({ issuer, clock: { now: () => now } }));
  app.use((ctx) => {
    preferLocales(ctx, ctx.get('x-ui-locales') || undefined);
    const { lang, elder, lang_chosen: chosen } = ctx.state;
    ctx.body = { lang, elder, chosen };
  });
  server = createServer(app.callback());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(origin + path, { headers, redirect: 'manual' });

const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

beforeEach(() => serve('http://localhost:3000'));
afterEach(() => new Promise((closed) => server.close(closed)));

describe('the language of a page', () => {
  test('is Chinese for a browser that says nothing we speak', async () => {
    const answer = await get('/', { 'accept-language': 'fr-FR,fr;q=0.9' });
    expect(await answer.json()).toMatchObject({ lang: 'zh-CN', elder: false });
  });

  test('follows the order of Accept-Language', async () => {
    const answer = await get('/', { 'accept-language': 'en;q=0.4, ko-KR;q=0.9, fr' });
    expect((await answer.json()).lang).toBe('ko');
  });

  test('follows the ui_locales of the client before Accept-Language', async () => {
    const answer = await get('/', { 'accept-language': 'en', 'x-ui-locales': 'mn ko-CN zh' });
    expect((await answer.json()).lang).toBe('ko');
  });

  test('stays as the person has just chosen it, whatever the client wishes', async () => {
    const cookie = cookieOf(await get('/signin/abc?lang=ko'));
    const answer = await get('/signin/abc', { cookie, 'x-ui-locales': 'zh-CN' });
    expect((await answer.json()).lang).toBe('ko');
  });

  test('follows the client again when the choice is over an hour old', async () => {
    const cookie = cookieOf(await get('/?lang=ko'));
    now = new Date(now.getTime() + 3_600_001);
    const wished = await get('/', { cookie, 'x-ui-locales': 'zh-CN' });
    expect((await wished.json()).lang).toBe('zh-CN');
    const plain = await get('/', { cookie, 'accept-language': 'en' });
    expect((await plain.json()).lang).toBe('ko');
  });

  test.each(['cross-site', 'same-site', 'none'])(
    'is that of a link from elsewhere (%s), and counts as nobody’s choice',
    async (site) => {
      const cookie = cookieOf(await get('/?lang=ko', { 'sec-fetch-site': site }));
      const plain = await get('/', { cookie, 'accept-language': 'en' });
      expect(await plain.json()).toMatchObject({ lang: 'ko', chosen: false });
      const chosen = cookieOf(await get('/?lang=ko', { 'sec-fetch-site': 'same-origin' }));
      expect(await (await get('/', { cookie: chosen })).json()).toMatchObject({ chosen: true });
    },
  );

  test('ignores a cookie and a switch that name no language of ours', async () => {
    const answer = await get('/?lang=xx', { cookie: 'songhua-lang-3000=constructor.1' });
    expect(answer.status).toBe(200);
    expect((await answer.json()).lang).toBe('zh-CN');
  });
});

describe('a switch', () => {
  test('comes back to the same path without it and keeps the rest of the query', async () => {
    const answer = await get('/signin/abc?q=%E5%85%AC%E7%A7%AF%E9%87%91&elder=1&lang=ko');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/signin/abc?q=%E5%85%AC%E7%A7%AF%E9%87%91');
    const kept = await get('/signin/abc', { cookie: cookieOf(answer) });
    expect(await kept.json()).toMatchObject({ lang: 'ko', elder: true });
  });

  test('puts the elder mode off again', async () => {
    const cookie = cookieOf(await get('/?elder=0'));
    expect((await (await get('/', { cookie })).json()).elder).toBe(false);
  });

  test.each(['//evil.example/?lang=ko', '/\\evil.example/?lang=ko', '/\\/evil.example?elder=1'])(
    'never leads to a foreign host: %s',
    async (path) => {
      const { status, location } = await rawGet(path);
      expect(status).toBe(303);
      expect(new URL(location, 'https://songhua.example').host).toBe('songhua.example');
    },
  );

  test('keeps nothing in the cookie but the choice and its time', async () => {
    const [lang, elder] = (await get('/?lang=en&elder=1')).headers.getSetCookie();
    expect(lang).toMatch(
      /^songhua-lang-3000=en\.\d+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
    expect(elder).toMatch(/^songhua-elder-3000=1; /);
  });
});

test('over https the cookies are bound to the host and Secure', async () => {
  await new Promise((closed) => server.close(closed));
  await serve('https://login.jl.example');
  const [cookie] = (await get('/?elder=1')).headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-songhua-elder=1; Path=\/; .*; Secure$/);
});

/** fetch would mend the address before it is sent; a hostile link need not. */
async function rawGet(path: string): Promise<{ status: number; location: string }> {
  const { request } = await import('node:http');
  const { hostname, port } = new URL(origin);
  return new Promise((answered, failed) => {
    const sent = request({ hostname, port, path }, (answer) => {
      answer.resume();
      answered({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '' });
    });
    sent.on('error', failed);
    sent.end();
  });
}
