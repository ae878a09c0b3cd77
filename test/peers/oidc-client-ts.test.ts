import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { somebody } from '../oidc/rig.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { type Citizen, citizen, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type PageApp, startPageApp } from './page-app.ts';

// The gateway, the application and a stranger are three origins to the browser, and its rules hold.

interface User {
  access_token: string;
  refresh_token: string;
  token_type: string;
  id_token: string;
  profile: Record<string, unknown>;
}

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

describe.skipIf(noChromium('oidc-client-ts'))('oidc-client-ts, in a browser', () => {
  let g: TestGateway;
  let browser: Browser;
  let app: PageApp;
  let bound: PageApp;
  let stranger: PageApp;

  beforeAll(async () => {
    browser = await launchChromium();
    g = await startTestGateway();
    app = await startPageApp(() => g.issuer, 'page-app');
    bound = await startPageApp(() => g.issuer, 'page-app-bound', { dpop: true });
    stranger = await startPageApp(() => g.issuer, 'page-app');
    await register('page-app', app);
    await register('page-app-bound', bound);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await Promise.all([app, bound, stranger].map((one) => one?.stop()));
    await g?.stop();
  });

  async function register(id: string, { redirect_uri, post_logout_redirect_uri }: PageApp) {
    await clients.register(g.base, {
      ...{ id, sector: id, department_code: '220000-hall', names: words(`网页 ${id}`) },
      ...{ redirect_uris: [redirect_uri], scopes: 'openid profile', auth_method: 'none' },
      post_logout_redirect_uris: [post_logout_redirect_uri],
      grant_types: ['authorization_code', 'refresh_token'],
    });
    // Known as soon as its code is what is wrong, and not the client.
    await vi.waitFor(async () => {
      const body = new URLSearchParams({
        ...{ grant_type: 'authorization_code', client_id: id, code: 'x', redirect_uri },
        code_verifier: 'v'.repeat(43),
      });
      const answer = await fetch(`${g.issuer}/token`, { method: 'POST', body });
      expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
    });
  }

  /** Somebody who pressed the button of the page and signed in at the gateway. */
  async function signedIn(at: PageApp, name: string) {
    const person = await citizen(g.base, name, somebody());
    const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    await page.goto(at.origin);
    await page.locator('output', { hasText: 'nobody' }).waitFor();
    await page.locator('#in').click();
    await signInHere(page, person);
    await page.locator('output', { hasText: 'sub' }).waitFor();
    return { page, person, user: await userOf(page) };
  }

  async function signInHere(page: Page, { username, password }: Citizen): Promise<void> {
    await page.locator('button[name="source"][value="local"]').click();
    await page.locator('input[name="username"]').fill(username);
    await page.locator('input[name="password"]').fill(password);
    await page.locator('input[name="password"]').press('Enter');
  }

  const userOf = (page: Page): Promise<User> =>
    page.evaluate('manager.getUser().then((user) => JSON.parse(JSON.stringify(user)))');

  test('a page signs somebody in without a secret and reads userinfo', async () => {
    const { page, user } = await signedIn(app, 'page-1');
    expect(user.profile).toMatchObject({
      iss: g.issuer,
      aud: 'page-app',
      acr: 'urn:songhua:acr:2',
      name: '韩**',
    });
    expect(new URL(page.url()).search).toBe('');
    await page.context().close();
  });

  test('a page goes on by its refresh token, and keeps the one that replaced it', async () => {
    const { page, user } = await signedIn(app, 'page-2');
    const renew = () =>
      page.evaluate('manager.signinSilent().then((user) => JSON.parse(JSON.stringify(user)))');
    const once = (await renew()) as User;
    const twice = (await renew()) as User;
    expect(new Set([user, once, twice].map((one) => one.refresh_token)).size).toBe(3);
    expect(twice.profile['sub']).toBe(user.profile['sub']);
    await page.context().close();
  });

  test('signing out of the page signs out at the gateway, and comes back to the page', async () => {
    const { page, person } = await signedIn(app, 'page-3');
    await page.locator('#out').click();
    await page.locator('button[name="logout"][value="yes"]').click();
    await page.locator('output', { hasText: 'nobody' }).waitFor();
    expect(new URL(page.url()).origin).toBe(app.origin);
    const left = await g.base.db('sessions').where({ identity_id: person.identity_id });
    expect(left.map(({ end_reason }) => end_reason)).not.toContain(null);
    await page.context().close();
  });

  test('a page gives its tokens back, and they are worth nothing then', async () => {
    const { page, user } = await signedIn(app, 'page-4');
    await page.evaluate('manager.revokeTokens()');
    const headers = { authorization: `Bearer ${user.access_token}` };
    expect((await fetch(`${g.issuer}/userinfo`, { headers })).status).toBe(401);
    await page.context().close();
  });

  test('a page binds its tokens to a key that never leaves the browser', async () => {
    const { page, user } = await signedIn(bound, 'page-5');
    expect(user.token_type).toBe('DPoP');
    const renewed = (await page.evaluate(
      'manager.signinSilent().then((user) => JSON.parse(JSON.stringify(user)))',
    )) as User;
    expect(renewed.access_token).not.toBe(user.access_token);
    await page.context().close();
  });

  test('a page of a stranger reads nothing, whatever it has got hold of', async () => {
    const { page, user } = await signedIn(app, 'page-6');
    await page.goto(stranger.origin);
    /** `read` when the browser let the page see the answer, whatever it said. */
    const tries = (path: string, init: object = {}) =>
      page.evaluate(
        `fetch(${JSON.stringify(g.issuer + path)}, ${JSON.stringify(init)}).then(() => 'read', () => 'kept from it')`,
      );
    // What everybody may read shows that the browser asks at all.
    expect(await tries('/.well-known/openid-configuration')).toBe('read');
    expect(await tries('/jwks')).toBe('read');
    const authorization = `Bearer ${user.access_token}`;
    expect(await tries('/userinfo', { headers: { authorization } })).toBe('kept from it');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const refresh = `grant_type=refresh_token&client_id=page-app&refresh_token=${user.refresh_token}`;
    expect(await tries('/token', { method: 'POST', headers: form, body: refresh })).toBe(
      'kept from it',
    );
    for (const path of ['/account', '/account/sessions', '/signed-out', '/auth?client_id=page-app'])
      expect([path, await tries(path, { credentials: 'include' })]).toEqual([path, 'kept from it']);
    // And it did not use up what is the other's.
    await page.goto(app.origin);
    await page.locator('output', { hasText: 'sub' }).waitFor();
    await page.evaluate('manager.signinSilent().then(() => undefined)');
    await page.context().close();
  });
});
