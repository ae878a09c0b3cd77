import { createServer, request, type Server } from 'node:http';
import Koa from 'koa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assetPath, statics } from '../../src/http/static.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  const app = new Koa();
  app.use(statics());
  server = createServer(app.callback());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  port = address.port;
});
afterAll(() => new Promise((closed) => server.close(closed)));

/** Sends the path as it is: fetch would resolve the dots before they reach us. */
function get(path: string, method = 'GET') {
  return new Promise<{ status: number; type: string; cache: string; body: string }>(
    (answered, failed) => {
      const sent = request({ hostname: '127.0.0.1', port, path, method }, async (answer) => {
        let body = '';
        for await (const chunk of answer) body += chunk;
        answered({
          status: answer.statusCode ?? 0,
          type: answer.headers['content-type'] ?? '',
          cache: answer.headers['cache-control'] ?? '',
          body,
        });
      });
      sent.on('error', failed);
      sent.end();
    },
  );
}

test.each([
  ['tokens.css', 'text/css; charset=utf-8'],
  ['songhua.css', 'text/css; charset=utf-8'],
  ['comfort.js', 'text/javascript; charset=utf-8'],
  ['emblem.svg', 'image/svg+xml'],
])('%s is served under an address with its hash, for a year', async (name, type) => {
  expect(assetPath(name)).toMatch(new RegExp(`^/static/[0-9a-f]{12}/${name.replace('.', '\\.')}$`));
  const answer = await get(assetPath(name));
  expect(answer).toMatchObject({ status: 200, type });
  expect(answer.cache).toBe('public, max-age=31536000, immutable');
  expect(answer.body.length).toBeGreaterThan(100);
});

test('another hash is not answered with what stands now', async () => {
  expect((await get('/static/000000000000/songhua.css')).status).toBe(404);
});

test.each([
  '/static/../../package.json',
  '/static/%2e%2e/%2e%2e/package.json',
  '/static/..%2f..%2fpackage.json',
  `${'/static/'}${'x'.repeat(12)}/../songhua.css`,
  '/static/',
  '/static',
])('nothing outside the folder is reached by %s', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test('only reading is answered', async () => {
  expect((await get(assetPath('songhua.css'), 'POST')).status).toBe(404);
  const head = await get(assetPath('songhua.css'), 'HEAD');
  expect(head).toMatchObject({ status: 200, body: '' });
});

test('a page that names a missing file is a fault at once', () => {
  expect(() => assetPath('missing.css')).toThrow('missing.css');
});
