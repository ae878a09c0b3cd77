import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConsoleRoute } from '../../src/admin/route.ts';
import { consoleRoutes } from '../../src/admin/routes.ts';
import { roles } from '../../src/staff/roles.ts';
import { langs } from '../../views/frame.ts';
import { type Console, gives, startConsole } from '../admin/console.ts';
import { type Things, things } from '../admin/things.ts';
import { launchChromium, noChromium, overflow, violations } from '../support/chromium.ts';

// One sweep over every page of the console, as it stands with things in it: in three languages, at
// 360 and 1280 px, with axe, under our own Content-Security-Policy.

const shots = new URL('../../ci-output/console/', import.meta.url);
/** A file is no page. */
const files = ['/admin/trail/exports/:id'];
const pages = consoleRoutes.filter(({ method, path }) => method === 'get' && !files.includes(path));

let hall: Console;
let known: Things;
let browser: Browser;
const contexts = new Map<string, BrowserContext>();

describe.skipIf(noChromium('The sweep of the console'))('the pages of the console', () => {
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    hall = await startConsole();
    known = await things(hall);
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await hall?.stop();
  });

  /** A browser of somebody of the province who may open the page. */
  async function contextFor(
    route: ConsoleRoute,
  ): Promise<{ context: BrowserContext; staff_id: string }> {
    const role = roles.find((one) => one !== 'developer' && gives(one, route.may));
    if (!role) throw new Error(`nobody may ${route.may}`);
    const { cookie, staff_id } = await hall.as(role, 'province');
    const there = contexts.get(role);
    if (there) return { context: there, staff_id };
    const [name = '', value = ''] = cookie.split('=');
    const context = await browser.newContext({ locale: 'zh-CN' });
    await context.addCookies([{ name, value, url: hall.issuer }]);
    contexts.set(role, context);
    return { context, staff_id };
  }

  test.each(pages.map((route) => [route.path, route] as const))('%s', async (path, route) => {
    const { context, staff_id } = await contextFor(route);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const params = await known.params(route, 'inside', staff_id);
    const address = path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ''));
    const shot = path.slice(1).replaceAll(/\W+/g, '-');
    for (const lang of langs) {
      await page.setViewportSize({ width: 1280, height: 800 });
      const answer = await page.goto(`${hall.issuer}${address}?lang=${lang}`);
      expect(answer?.status(), `${address} ${lang}`).toBe(200);
      expect(await page.getAttribute('html', 'lang')).toBe(lang);
      expect(await violations(page, { colours: lang === 'zh-CN' }), `${path} ${lang}`).toEqual([]);
      await fits(page, `${path} ${lang}`, lang === 'en' ? undefined : `${shot}-${lang}`);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  async function fits(page: Page, name: string, shot: string | undefined): Promise<void> {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflow(page), `${name} ${width}`).toEqual([]);
      const file = shot && new URL(`${shot}-${width}.png`, shots).pathname;
      if (file) await page.screenshot({ path: file, fullPage: true });
    }
  }
});
