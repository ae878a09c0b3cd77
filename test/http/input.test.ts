import Router from '@koa/router';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { bodyLimit, read, readQuery } from '../../src/http/input.ts';
import { type Listening, listen } from './listen.ts';

let site: Listening;
let taken = 0;

beforeAll(async () => {
  const router = new Router();
  const schema = z.object({ username: z.string().max(40), note: z.string().optional() });
  router.post('/form', async (ctx) => {
    ctx.body = await read(ctx, schema);
    taken++;
  });
  router.get('/search', (ctx) => {
    ctx.body = readQuery(ctx, schema);
  });
  site = await listen((app) => app.use(router.routes()).use(router.allowedMethods()));
});
afterAll(() => site.stop());

const form = 'application/x-www-form-urlencoded';
const post = (body: BodyInit, type = form) =>
  fetch(`${site.origin}/form`, {
    method: 'POST',
    body,
    headers: { 'content-type': type, accept: 'application/json' },
    duplex: 'half',
  } as RequestInit);

test('a form is read as it was typed', async () => {
  const response = await post('username=%E5%BC%A0+%F0%A0%AE%B7&note=a%2Bb%3D');
  expect(await response.json()).toEqual({ username: '张 𠮷', note: 'a+b=' });
});

test('JSON is read too', async () => {
  const response = await post('{"username":"金永植"}', 'application/json; charset=utf-8');
  expect(await response.json()).toEqual({ username: '金永植' });
});

test.each([
  ['a NUL', 'username=a%00b', 'username'],
  ['a broken percent encoding', 'username=%E5%BC', 'username'],
  ['half of a percent encoding', 'username=%', 'username'],
  ['the same field twice', 'username=a&username=b', 'username'],
  ['a field too long', `username=${'a'.repeat(41)}`, 'username'],
  ['a field missing', 'note=a', 'username'],
  ['bytes that are no UTF-8', new Uint8Array([0x75, 0x3d, 0xff, 0xfe]), 'body'],
  ['a field name that is markup', '%3Cscript%3E=1&%3Cscript%3E=2', undefined],
])('%s is refused with the field named, and nothing is done', async (_, body, field) => {
  const before = taken;
  const response = await post(body);
  expect(response.status).toBe(400);
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({ code: 'http.bad_input' });
  expect(problem['field']).toBe(field);
  expect(taken).toBe(before);
});

test.each([
  ['broken JSON', '{"username":', 'application/json', 'body'],
  ['a list', '["username"]', 'application/json', 'body'],
  ['a NUL in JSON', '{"username":"a\\u0000b"}', 'application/json', 'username'],
  ['another kind of body', 'username=a', 'text/plain', 'content-type'],
])('%s is refused', async (_, body, type, field) => {
  const response = await post(body, type);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'http.bad_input', field });
});

test('a body over the limit is refused when it is announced', async () => {
  const response = await post(`username=${'a'.repeat(bodyLimit)}`);
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: 'http.body_too_large' });
});

test('and when it is not', async () => {
  const chunk = new TextEncoder().encode('a'.repeat(8 * 1024));
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      if (sent++ < 12) controller.enqueue(chunk);
      else controller.close();
    },
  });
  const response = await post(endless);
  expect(response.status).toBe(413);
});

test.each(['/search?username=%00', '/search?username=%E5%BC', '/%00', '/%E5%BC'])(
  'the address %s is refused before anything reads it',
  async (path) => {
    const response = await fetch(`${site.origin}${path}`, {
      headers: { accept: 'application/json' },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'http.bad_input' });
  },
);

test('a query is read like a form', async () => {
  const response = await fetch(`${site.origin}/search?username=%E5%BC%A0`);
  expect(await response.json()).toEqual({ username: '张' });
});
