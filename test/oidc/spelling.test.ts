/**
 * The engine finds its endpoints in any case and behind a slash. What stands around it, its limits, what
 * it says of retired clients, what it leaves out of an introspection, goes by the address: there is one.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { routes } from '../../config/oidc.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let g: TestGateway;
beforeAll(async () => {
  g = await startTestGateway();
}, 60_000);
afterAll(() => g?.stop());

const endpoints = Object.values(routes).filter((path) => path !== routes.code_verification);
const askedAt = async (path: string, method: string) =>
  (await fetch(g.issuer + path, { method, redirect: 'manual' })).status;

it.each(endpoints)('%s is found by its own spelling alone', async (path) => {
  const last = path.at(-1) ?? '';
  const others = [path.toUpperCase(), path.slice(0, -1) + last.toUpperCase(), `${path}/`];
  for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD'])
    for (const other of [...others, `${path.toUpperCase()}/`])
      expect([method, other, await askedAt(other, method)]).toEqual([method, other, 404]);
  const method = path === routes.jwks || path === routes.authorization ? 'GET' : 'POST';
  expect(await askedAt(path, method)).not.toBe(404);
});

it('a sign-in goes on at its own spelling alone, and so does what describes us', async () => {
  for (const path of [
    ...['/AUTH/x3tZ', '/auth/x3tZ/', '/.WELL-KNOWN/openid-configuration'],
    ...['/.well-known/openid-configuration/', '/signout/CONFIRM', '/signout/confirm/'],
  ])
    for (const method of ['GET', 'POST'])
      expect([method, path, await askedAt(path, method)]).toEqual([method, path, 404]);
});
