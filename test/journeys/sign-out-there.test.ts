import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { type SamlIdp, startSamlIdp } from '../doubles/saml-idp.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import { escaped } from '../doubles/saml-response.ts';
import { type Province, someone, startProvince } from '../never/province.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';

// Departments at 127.0.0.1, the gateway at localhost: two sites to a browser, so that its rules about
// cookies and our own policy about forms both hold here.

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const ours = selfSigned('our signing');

describe.skipIf(noChromium('Sign-out at the source'))(
  'sign-out at the source, in a browser',
  () => {
    let p: Province;
    let browser: Browser;
    let idp: SamlIdp;

    beforeAll(async () => {
      browser = await launchChromium();
      p = await startProvince();
      idp = await startSamlIdp({ clock: p.clock, wants_signed_by: ours.certificate });
      await register('fund', 'oidc', { ...p.providers.fund.settings, sign_out: 'always' });
      await register('saml', 'saml', {
        ...idp.settings,
        ...{ signing_key: ours.key, signing_certificate: ours.certificate },
        ...{ request_binding: 'post', sign_out: 'always' },
      });
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await idp?.stop();
      await p?.stop();
    });

    const register = (id: string, protocol: string, settings: object) =>
      sources.register(p.base, {
        ...{ id, protocol, department_code: '220000-fund', names: words(`部门 ${id}`) },
        ...{ account_words: words(`${id} 账号`), registration: 'issued', ceiling: 3 },
        settings: { patience_ms: 10_000, ...settings },
      });

    /** Somebody who came through a source; what the browser complains of is kept. */
    async function signedIn(source: 'fund' | 'saml') {
      const { sub, ...attributes } = someone('何测试');
      p.providers.fund.signsIn({ sub, ...attributes });
      idp.signsIn({ name_id: String(sub), attributes });
      const context = await browser.newContext({ locale: 'zh-CN' });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (one) => {
        if (/Content.Security.Policy|form-action/i.test(one.text())) complaints.push(one.text());
      });
      await page.goto(p.hall.ask(p.issuer).address);
      await page.locator(`button[name="source"][value="${source}"]`).click();
      if (source === 'saml') await page.getByRole('button', { name: 'OK' }).click();
      await page.getByRole('button', { name: '我已阅读，继续登录' }).click();
      await page.getByText('the application').waitFor();
      return { page, context, complaints, sub: String(sub) };
    }

    const endAll = async (page: Page) => {
      await page.goto(`${p.issuer}/account/sessions`);
      await page.getByRole('button', { name: '全部退出，包括本机' }).click();
    };
    const live = () => p.base.db('sessions').whereNull('ended_at');

    test('who signs out on the account page is taken on by itself, and comes back to what it gave', async () => {
      const { page, context, complaints } = await signedIn('fund');
      await endAll(page);
      await page.getByText('部门 fund的登录也已退出。').waitFor();
      expect(new URL(page.url()).pathname).toBe('/signed-out');
      expect(p.providers.fund.signOuts.at(-1)).toMatchObject({
        client_id: p.providers.fund.clientId,
      });
      expect(complaints).toEqual([]);
      await context.close();
    });

    test('who signs out at a client is at the client in the end', async () => {
      const { page, context, complaints } = await signedIn('fund');
      const uri = p.hall.post_logout_redirect_uri;
      const query = new URLSearchParams({ client_id: p.hall.id, post_logout_redirect_uri: uri });
      await page.goto(`${p.issuer}/signout?${query}`);
      const before = p.providers.fund.signOuts.length;
      await page.getByRole('button', { name: '全部退出', exact: true }).click();
      await page.getByText('the application').waitFor();
      expect(page.url()).toBe(uri);
      expect(p.providers.fund.signOuts).toHaveLength(before + 1);
      expect(complaints).toEqual([]);
      await context.close();
    });

    test('to a SAML provider it goes by a form that another site takes, and back by another', async () => {
      const { page, context, complaints, sub } = await signedIn('saml');
      idp.misdeeds = { signOut: { binding: 'post' } };
      await endAll(page);
      await page.getByRole('button', { name: 'OK' }).click();
      await page.getByText('部门 saml的登录也已退出。').waitFor();
      expect(idp.signOuts.at(-1)).toMatchObject({ byPost: true, signed: true, name_id: sub });
      expect(complaints).toEqual([]);
      idp.mend();
      await context.close();
    });

    test('a form that the department lets the browser post ends the session without our cookie', async () => {
      const { page, context, complaints, sub } = await signedIn('saml');
      const indexes = [`_session-of-${sub.slice(0, 20)}`];
      const destination = `${p.issuer}/callback/saml/logout`;
      const { params } = idp.says({ name_id: sub, indexes, destination, binding: 'post' });
      const department = await pageThatPosts(destination, params);
      expect(await live()).toHaveLength(1);
      const sent: Record<string, string>[] = [];
      page.on('request', async (one) => {
        if (one.method() === 'POST') sent.push(await one.allHeaders());
      });
      await page.goto(department.address);
      await page.getByRole('button', { name: 'out' }).click();
      await page.getByText('signed out everywhere').waitFor();
      expect(sent).toHaveLength(1);
      // A session cookie would be Lax: it was not needed.
      expect(sent[0]?.['cookie'] ?? '').not.toMatch(/songhua-\d+=/);
      expect(await live()).toHaveLength(0);
      expect(complaints).toEqual([]);
      await department.stop();
      await context.close();
    });

    async function pageThatPosts(action: string, params: Record<string, string>) {
      const inputs = Object.entries(params).map(
        ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
      );
      const html = `<form method="post" action="${escaped(action)}">${inputs.join('')}<button>out</button></form>`;
      const server: Server = createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end(html);
      });
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      return {
        address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        stop: () =>
          new Promise((stopped) => {
            server.close(stopped);
            server.closeAllConnections();
          }),
      };
    }
  },
);
