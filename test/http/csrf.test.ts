import type { Context } from 'koa';
import { expect, test } from 'vitest';
import { checkCsrf, csrfToken } from '../../src/http/csrf.ts';
import { testRing } from '../support/ring.ts';

const ring = testRing();
const origin = 'https://id.example';
const bound = 'signin:abc';

const context = (headers: Record<string, string>) =>
  ({ get: (name: string) => headers[name.toLowerCase()] ?? '' }) as unknown as Context;

const check = (
  headers: Record<string, string>,
  token: string | undefined = csrfToken(ring, bound),
) => checkCsrf(context(headers), ring, { bound, token, origin });

test('a form of our own page is taken, with or without what browsers add', () => {
  expect(() => check({})).not.toThrow();
  expect(() => check({ origin, 'sec-fetch-site': 'same-origin' })).not.toThrow();
});

test('a page that sends no referrer is called null by the browser, and is taken', () => {
  expect(() => check({ origin: 'null', 'sec-fetch-site': 'same-origin' })).not.toThrow();
});

test.each([
  ['a foreign page', { origin: 'https://evil.example' }],
  ['a foreign page that hides its name', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ['a neighbour on the same domain', { 'sec-fetch-site': 'same-site' }],
])('%s is refused even with the right token', (_, headers) => {
  expect(() => check(headers)).toThrow('http.form_expired');
});

test.each([
  ['none', ''],
  ['one of another sign-in', csrfToken(ring, 'signin:other')],
  ['one of a session instead of a sign-in', csrfToken(ring, 'session:abc')],
  ['half of the right one', csrfToken(ring, bound).slice(0, 20)],
])('a token that is %s is refused', (_, token) => {
  expect(() => check({ origin }, token)).toThrow('http.form_expired');
});

test('the token says nothing of what it is bound to', () => {
  expect(csrfToken(ring, bound)).not.toContain('abc');
});
