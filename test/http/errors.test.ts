import { request } from 'node:http';
import Router from '@koa/router';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/db.ts';
import { Refusal } from '../../src/errors.ts';
import { wayOn } from '../../src/http/errors.ts';
import { asRefusal } from '../../src/http/faults.ts';
import { type Listening, listen } from './listen.ts';

let site: Listening;

beforeAll(async () => {
  const router = new Router();
  router.get('/refused', (ctx) => {
    wayOn(ctx, { kind: 'client', href: 'https://hall.example/', name: '吉事办' });
    throw new Refusal('sources.unavailable', { retry_after: 29.2 });
  });
  router.get('/fault', () => {
    throw new Error('a fault with the details of 220000190001010018');
  });
  router.get('/api/refused', () => {
    throw new Refusal('http.bad_input', { field: 'case_number' });
  });
  router.get('/fine', (ctx) => {
    ctx.body = 'fine';
  });
  router.get('/people/:id', (ctx) => {
    ctx.body = 'fine';
  });
  site = await listen((app) => app.use(router.routes()).use(router.allowedMethods()));
});
afterAll(() => site.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${site.origin}${path}`, {
    headers: { accept: 'text/html', ...headers },
    redirect: 'manual',
  });

test('a refusal is a page with its sentence, its code for the help line and a way on', async () => {
  const response = await get('/refused');
  const html = await response.text();
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('30');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(html).toContain(response.headers.get('x-request-id'));
  expect(html).toContain('href="https://hall.example/"');
});

test('the page speaks the language of the browser', async () => {
  const korean = await (await get('/nowhere', { 'accept-language': 'ko' })).text();
  expect(korean).toContain('lang="ko"');
});

test('an address that is not there, and a method that is not taken, are refusals too', async () => {
  expect((await get('/nowhere')).status).toBe(404);
  const posted = await fetch(`${site.origin}/fine`, {
    method: 'POST',
    headers: { accept: 'text/html' },
  });
  expect(posted.status).toBe(405);
  expect(posted.headers.get('allow')).toContain('GET');
  expect(await posted.text()).toContain('<html');
});

test('a fault of ours tells the person nothing but a number, and the log everything', async () => {
  const response = await get('/fault');
  const html = await response.text();
  const id = response.headers.get('x-request-id') as string;
  expect(response.status).toBe(500);
  expect(html).toContain(id);
  expect(html).not.toMatch(/220000190001010018|at .*\.ts/);
  const line = site
    .logged()
    .split('\n')
    .find((text) => text.includes('"fault"') && text.includes(id));
  expect(line).toContain('errors.test.ts');
});

test('an API answers with problem details and the code', async () => {
  const response = await get('/api/refused');
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  expect(await response.json()).toEqual({
    type: 'urn:songhua:error:http.bad_input',
    title: expect.any(String),
    status: 400,
    code: 'http.bad_input',
    field: 'case_number',
    request_id: response.headers.get('x-request-id'),
  });
});

test('whoever asks for JSON gets it', async () => {
  const response = await get('/nowhere', { accept: 'application/json' });
  expect(await response.json()).toMatchObject({ code: 'http.not_found' });
});

test('a database that is gone means 503 and a time to come back, not a fault', async () => {
  const gone = connect('postgresql://nobody@127.0.0.1:1/nothing');
  try {
    const thrown = await gone.raw('select 1').catch((error: unknown) => error);
    expect(asRefusal(thrown)).toMatchObject({
      code: 'http.unavailable',
      detail: { retry_after: 5 },
    });
  } finally {
    await gone.destroy();
  }
});

test.each([
  ['the server is shutting down', { code: '57P01' }, 'http.unavailable'],
  ['too many connections', { code: '53300' }, 'http.unavailable'],
  ['the pool waits too long', { name: 'KnexTimeoutError' }, 'http.unavailable'],
  ['a socket file that is not there', { code: 'ENOENT', syscall: 'connect' }, 'http.unavailable'],
  ['a NUL that reached the database', { code: '22P05' }, 'http.bad_input'],
  ['a missing file is a fault', { code: 'ENOENT', syscall: 'open' }, 'http.internal'],
  ['a broken rule of the schema is a fault', { code: '23514' }, 'http.internal'],
])('%s', (_, fields, code) => {
  expect(asRefusal(Object.assign(new Error('x'), fields)).code).toBe(code);
});

test('a request that the parser refuses gets a page with a code, however much is sent', async () => {
  const { port } = new URL(site.origin);
  const answer = await new Promise<{ status: number | undefined; body: string }>(
    (resolve, reject) => {
      const sent = request({
        port,
        host: '127.0.0.1',
        headers: { cookie: `a=${'x'.repeat(10_000_000)}` },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, body }));
      });
      sent.end();
    },
  );
  expect(answer.status).toBe(431);
  expect(answer.body).toContain('Cookie');
  expect((await get('/fine')).status).toBe(200);
});

test('the log names routes and codes, never what somebody sent', async () => {
  await get('/people/220000190001010018?name=secret-name', { 'user-agent': 'secret-agent' });
  await get('/refused');
  expect(site.logged()).toContain('"route":"/people/:id"');
  expect(site.logged()).toContain('"code":"sources.unavailable"');
  expect(site.logged()).not.toMatch(
    /people\/220000190001010018|secret-name|secret-agent|127\.0\.0\.1/,
  );
});
