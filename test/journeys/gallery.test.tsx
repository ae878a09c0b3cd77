import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import Koa from 'koa';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPage } from '../../src/http/render.tsx';
import { statics } from '../../src/http/static.ts';
import { langs } from '../../views/frame.ts';
import { launchChromium, noChromium, overflow, violations } from '../support/chromium.ts';
import { sampleFrame, samples } from '../views/samples.tsx';

// Every page in every state, in three languages, narrow and wide, in the normal and the elder
// mode, in a real browser under our own Content-Security-Policy.

const shots = new URL('../../ci-output/gallery/', import.meta.url);
const names = Object.keys(samples);

/** What people look at afterwards: each page once, and the chief ones in every way of looking. */
const kept = new Map<string, string>([
  ...names.map((name) => [`${name} zh-CN 360`, `${name}-360.png`] as const),
  ...[
    'picker-many',
    'picker-regions',
    'blocks',
    'home',
    'sessions',
    'password-wrong',
    'cases',
    'case',
    'paper',
    'regain',
    'register-check',
    'step-up',
    'check-said',
    'check-said-own',
    'second-factor',
    'factors',
    'factor-app',
    'consent',
    'kiosk',
    'kiosk-code-wrong',
  ].flatMap(
    (name) =>
      [
        [`${name} zh-CN 1280`, `${name}-1280.png`],
        [`${name} ko 360`, `${name}-ko-360.png`],
        [`${name} en 1280`, `${name}-en-1280.png`],
        [`${name} zh-CN elder 360`, `${name}-elder-dark-360.png`],
        [`${name} ko elder 360`, `${name}-ko-elder-360.png`],
      ] as const,
  ),
]);

let server: Server;
let browser: Browser;
let origin: string;
let gallery: Page;

describe.skipIf(noChromium('The gallery'))('the gallery of pages', () => {
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    const app = new Koa();
    app.use(statics());
    app.use((ctx) => {
      const [, name = '', lang] = ctx.path.split('/');
      const sample = samples[name];
      if (!sample) return;
      ctx.set(
        'Content-Security-Policy',
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'",
      );
      ctx.type = 'html';
      const frame = sampleFrame(langs.find((one) => one === lang) ?? 'zh-CN', false);
      ctx.body = renderPage(sample(frame));
    });
    server = createServer(app.callback());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('no port');
    origin = `http://127.0.0.1:${address.port}`;
    browser = await launchChromium();
    gallery = await browser.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await new Promise((closed) => server?.close(closed));
  });

  /** Opens one page; complaints of the browser, above all of the policy, fail the test. */
  async function opened(page: Page, name: string, lang: string): Promise<void> {
    const complaints: string[] = [];
    const note = (message: { type(): string; text(): string }) => {
      if (message.type() === 'error') complaints.push(message.text());
    };
    page.on('console', note);
    const answer = await page.goto(`${origin}/${name}/${lang}`);
    page.off('console', note);
    expect(answer?.status()).toBe(200);
    expect(complaints).toEqual([]);
  }

  /** Nothing sticks out at either width; what is kept for looking at is kept. */
  async function fits(look: string): Promise<void> {
    for (const width of [360, 1280]) {
      const file = kept.get(`${look} ${width}`);
      await gallery.setViewportSize({ width, height: 800 });
      expect(await overflow(gallery), `${look} ${width}`).toEqual([]);
      if (file) await gallery.screenshot({ path: new URL(file, shots).pathname, fullPage: true });
    }
  }

  test.each(names)('%s fits, reads and passes axe in every language and mode', async (name) => {
    // The page that presses its own button would be gone: it is looked at without its script.
    const script = { body: '', contentType: 'text/javascript' };
    if (name.startsWith('visit'))
      await gallery.route('**/comfort.js', (route) => route.fulfill(script));
    for (const lang of langs) {
      await gallery.setViewportSize({ width: 360, height: 800 });
      await gallery.emulateMedia({ colorScheme: 'light' });
      await opened(gallery, name, lang);
      // Structure is the same at both widths and in both modes; colours change with the dark only.
      const colours = lang === 'zh-CN';
      expect(await violations(gallery, { colours }), `${name} ${lang}`).toEqual([]);
      await fits(`${name} ${lang}`);
      // The elder mode is one class on the root, so the page need not be loaded again for it.
      await gallery.evaluate(() => document.documentElement.classList.add('elder'));
      expect(await smallTargets(gallery), `${name} ${lang} elder`).toEqual([]);
      if (colours) {
        await gallery.emulateMedia({ colorScheme: 'dark' });
        expect(await violations(gallery, { colours }), `${name} ${lang} dark`).toEqual([]);
      }
      await fits(`${name} ${lang} elder`);
    }
    await gallery.unrouteAll();
  });

  test('every page still fits at 400 % zoom of a 1280 px screen', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
    await page.route('**/comfort.js', (route) => route.abort());
    for (const name of names) {
      await page.goto(`${origin}/${name}/en`);
      expect(await overflow(page), name).toEqual([]);
    }
    await page.close();
  });

  test('a wrong password is read out first, and leads to the field by keyboard', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/password-wrong/zh-CN`);
    await page.waitForFunction(() => document.activeElement?.className === 'summary');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'username');
    expect(await page.inputValue('#password')).toBe('');
    await page.close();
  });

  test('the first key leads past the masthead, and a password can be shown', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/password/zh-CN`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.fill('#password', 'made-up secret');
    await page.getByLabel('显示密码').check();
    expect(await page.getAttribute('#password', 'type')).toBe('text');
    await page.getByLabel('显示密码').uncheck();
    expect(await page.getAttribute('#password', 'type')).toBe('password');
    await page.close();
  });

  test('by keyboard the cases are met in their order, then the older ones, then the stronger sign-in', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/cases/zh-CN`);
    await page.locator('.menu a').last().focus();
    const met: string[] = [];
    for (let key = 0; key < 5; key += 1) {
      await page.keyboard.press('Tab');
      met.push(await page.evaluate(() => document.activeElement?.getAttribute('href') ?? ''));
    }
    expect(met.slice(0, 3).every((href) => href.startsWith('/account/cases/'))).toBe(true);
    expect(met.slice(3)).toEqual(['/account/cases?after=abc', '/account/raise']);
    await page.close();
  });

  test('without scripts a case reads the same, and leads on to its department', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${origin}/case/zh-CN`);
    expect(await page.getByRole('listitem').filter({ hasText: '办理中' }).innerText()).toContain(
      '现在',
    );
    const link = page.getByRole('link', { name: /继续办理$/ });
    expect(await link.getAttribute('href')).toBe('https://gjj.yanbian.test/cases/417');
    await context.close();
  });

  test('a page that only passes on to a department presses its own button', async () => {
    const page = await browser.newPage();
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.goto(`${origin}/visit/zh-CN`, { waitUntil: 'commit' });
    expect(new URL((await sent).url()).pathname).toBe('/gone');
    await page.close();
  });

  test('without scripts nothing is offered that does not work', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${origin}/password/zh-CN`);
    expect(await page.getByLabel('显示密码').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: '登录' }).isVisible()).toBe(true);
    await context.close();
  });
});

/** Targets below 48 px; links inside a sentence are exempt (WCAG 2.2, 2.5.8). */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((targets) => {
    const found: string[] = [];
    for (const one of Array.from(document.querySelectorAll(targets))) {
      const { height } = one.getBoundingClientRect();
      const inside =
        one.closest('.summary, .show-secret, .tick') && !one.matches('.show-secret, .tick');
      if (inside || height === 0 || one.matches('.skip')) continue;
      if (height < 48) found.push(`${one.tagName} "${one.textContent}" ${Math.round(height)}`);
    }
    return found;
  }, 'a, button, input:not([type=hidden]), .show-secret, .tick');
}
