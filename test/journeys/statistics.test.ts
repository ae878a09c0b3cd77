import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { type Console, type Member, startConsole } from '../admin/console.ts';
import { failed, fill, succeeded } from '../measures/counts.ts';
import { registration } from '../sources/plant.ts';
import { launchChromium, noChromium, overflow, violations } from '../support/chromium.ts';

/** The statistics in a real browser: how they look, and how they stay current. */
const shots = new URL('../../ci-output/journeys/', import.meta.url);
const skipped = noChromium('The journey of the statistics');

let hall: Console;
let browser: Browser;
let who: Member;
beforeAll(async () => {
  if (skipped) return;
  mkdirSync(shots, { recursive: true });
  [hall, browser] = [await startConsole(), await launchChromium()];
  for (const side of ['yanji', 'shuangyang'])
    await sources.register(hall.base, {
      ...registration(`${side}-source`),
      department_code: `${side}-fund`,
    });
  who = await hall.as('system_administrator', 'province');
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const busy = () =>
  fill(
    hall.base,
    Array.from({ length: 4_000 }, (_, i) => ({
      ...(i % 7
        ? succeeded(
            i % 3 ? 'yanji-source' : 'shuangyang-source',
            'hall',
            3_000 + ((i * 97) % 40_000),
          )
        : failed('yanji-source', 'subhall', i % 2 ? 'wrong' : 'sources.unavailable')),
      at: new Date(hall.base.clock.now().getTime() - ((i * i) % 58) * 60_000),
    })),
  );

async function opened(options: Parameters<Browser['newContext']>[0] = {}) {
  const context: BrowserContext = await browser.newContext({ locale: 'zh-CN', ...options });
  const [name = '', value = ''] = who.cookie.split('=');
  await context.addCookies([{ name, value, url: hall.issuer }]);
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const page: Page = await context.newPage();
  return { context, page, complaints };
}

test.skipIf(skipped)(
  'are whole at 360 and 1280 px, light and dark, and axe finds nothing',
  async () => {
    await busy();
    for (const colorScheme of ['light', 'dark'] as const) {
      const { context, page, complaints } = await opened({ colorScheme });
      for (const path of ['/admin', '/admin/dashboard', '/admin/dashboard?range=30d'])
        for (const width of [360, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          await page.goto(`${hall.issuer}${path}`);
          const name = `statistics-${path.replace(/\W+/g, '-')}-${colorScheme}-${width}.png`;
          await page.screenshot({ path: new URL(name, shots).pathname, fullPage: true });
          expect(await violations(page), `${path} ${width}`).toEqual([]);
          expect(await overflow(page), `${path} ${width}`).toEqual([]);
        }
      expect(complaints).toEqual([]);
      await context.close();
    }
  },
);

test.skipIf(skipped)(
  'stay current by themselves, rest when told, and leave whoever reads alone',
  async () => {
    const { context, page, complaints } = await opened();
    await page.clock.install();
    await page.goto(`${hall.issuer}/admin/dashboard`);
    const totals = page.locator('[data-live="totals"]');
    const before = await totals.textContent();
    const more = () =>
      fill(hall.base, [{ ...succeeded('yanji-source', 'hall'), at: hall.base.clock.now() }]);

    await more();
    await page.clock.runFor(10_500);
    await expect.poll(() => totals.textContent()).not.toBe(before);

    const pause = page.getByRole('button', { name: '暂停自动刷新' });
    await pause.click();
    await page.getByRole('button', { name: '继续自动刷新' }).waitFor();
    const paused = await totals.textContent();
    let asked = 0;
    page.on('request', () => {
      asked += 1;
    });
    await more();
    await page.clock.runFor(30_000);
    expect([await totals.textContent(), asked]).toEqual([paused, 0]);

    await page.getByRole('button', { name: '继续自动刷新' }).click();
    await page.locator('#sign-ins-table summary').focus();
    await page.clock.runFor(30_000);
    expect(asked).toBe(0);
    await page.locator('[data-live-pause]').focus();
    await page.clock.runFor(10_500);
    await expect.poll(() => totals.textContent()).not.toBe(paused);

    // Nobody touches it for ten minutes: it rests, so that it keeps no session alive.
    await page.clock.runFor(11 * 60_000);
    await page.getByRole('button', { name: '继续自动刷新' }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
);
