import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consoleRoutes } from '../../src/admin/routes.ts';
import { citizen, signInLocally } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { type Console, type Member, startConsole } from './console.ts';

// What stands before every page of the console, tried from outside.
let hall: Console;
let member: Member;

beforeAll(async () => {
  hall = await startConsole();
  member = await hall.as('security_administrator', 'province');
}, 60_000);
afterAll(() => hall?.stop());

const filled = (path: string) => path.replace(/:\w+/g, '01890000-0000-7000-8000-000000000000');

describe('somebody who is not of the staff', () => {
  test('is sent to sign in from every address of the console, and nothing is said of it', async () => {
    for (const { method, path } of consoleRoutes) {
      const address = new URL(filled(path), hall.issuer);
      const response = await fetch(address, { method: method.toUpperCase(), redirect: 'manual' });
      expect(`${path} ${response.status}`).toBe(`${path} 303`);
      expect(response.headers.get('location')).toBe('/admin/sign-in');
      expect(await response.text()).not.toMatch(/<table|<form/);
    }
  });

  test('is sent to sign in with a citizen’s cookies too, and with a token that was never given', async () => {
    const person = await citizen(hall.base, 'chen.xue');
    const who = visitor();
    const account = await signInLocally(who, `${hall.issuer}/account`, person);
    expect(account.status).toBe(200);
    const page = await who.open(`${hall.issuer}/admin`);
    expect(page.url.pathname).toBe('/admin/sign-in');
    const cookie = `songhua-staff-${new URL(hall.issuer).port}=${'A'.repeat(43)}`;
    const response = await fetch(`${hall.issuer}/admin`, {
      headers: { cookie },
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
  });
});

describe('somebody of the staff', () => {
  test('is nobody to the pages of citizens', async () => {
    for (const path of ['/account', '/account/sessions', '/account/cases']) {
      const response = await member.get(path);
      expect(`${path} ${response.status}`).toBe(`${path} 303`);
      expect(response.headers.get('location')).toMatch(/^\/signin\/|\/auth\?|\/account/);
    }
    const userinfo = await member.get('/userinfo');
    expect(userinfo.status).toBe(401);
  });

  test('finds a console that no page may frame and no proxy may keep', async () => {
    const { headers } = await member.get('/admin');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('does nothing by a form that is not of this session, or that a neighbour’s page sends', async () => {
    const other = await hall.as('system_administrator', 'province');
    const own = await member.csrf();
    const strange = await other.csrf();
    expect(own).not.toBe(strange);
    const [post] = consoleRoutes.filter(
      ({ method, may, path }) =>
        method === 'post' && may === 'invite and lock staff' && !path.includes('/:'),
    );
    if (!post) throw new Error('the console has no such post');
    const codeOf = async (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      ((await (await member.post(post.path, fields, headers)).json()) as { code: string }).code;
    expect(await codeOf({})).toBe('http.form_expired');
    expect(await codeOf({ _csrf: strange })).toBe('http.form_expired');
    expect(await codeOf({ _csrf: own }, { 'sec-fetch-site': 'cross-site' })).toBe(
      'http.form_expired',
    );
    expect(await codeOf({ _csrf: own }, { origin: 'https://neighbour.example' })).toBe(
      'http.form_expired',
    );
    // With the right one, the form itself is looked at.
    expect(await codeOf({ _csrf: own })).toBe('http.bad_input');
  });

  test('is led nowhere else by what an address says', async () => {
    for (const query of ['?done=//evil.example', '?after=%00', '?to=https://evil.example']) {
      const response = await member.get(`/admin${query}`);
      expect(response.headers.get('location') ?? '').not.toContain('evil.example');
      expect(await response.text()).not.toContain('evil.example');
    }
  });
});
