import { createServer, type Server } from 'node:http';
import Koa from 'koa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { locale } from '../../src/http/locale.ts';
import { privacy } from '../../src/http/privacy.tsx';

let server: Server;
let origin: string;

beforeAll(async () => {
  const app = new Koa();
  app.use(locale({ issuer: 'http://localhost:3000', clock: { now: () => new Date() } }));
  app.use(privacy());
  server = createServer(app.callback());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

test.each([
  ['zh-CN', '谁在处理'],
  ['ko', '누가 처리하는가'],
  ['en', 'Who processes it'],
])('the notice can be read at any time, in %s', async (lang, heading) => {
  const answer = await fetch(`${origin}/privacy`, { headers: { 'accept-language': lang } });
  expect(answer.status).toBe(200);
  const page = await answer.text();
  expect(page).toContain(`<html lang="${lang}">`);
  expect(page).toContain(heading);
  expect(page).toContain('2026-11');
});

test('only reading is answered there', async () => {
  expect((await fetch(`${origin}/privacy`, { method: 'POST' })).status).toBe(404);
});
