import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Account } from '../../demo/population.ts';
import { overflow, violations } from '../support/chromium.ts';
import type { Province } from './province.ts';

const shots = new URL('../../ci-output/journeys/', import.meta.url);

/**
 * One browser of one person. Whatever it complains about, and whatever it asks of somebody outside
 * the province, is noted and fails the journey when it is closed.
 */
export interface Walk {
  context: BrowserContext;
  page: Page;
  /** The same browser, another tab. */
  tab(): Promise<Walk>;
  open(address: string): Promise<void>;
  /**
   * Waits for the page with this heading and looks at it: axe finds nothing, nothing sticks out at
   * 360 and 1280 px. Keeps a picture of both as `name`.
   */
  sees(heading: string | RegExp, name?: string): Promise<void>;
  /** Presses the button of this name, as a person reads it. */
  press(button: string | RegExp): Promise<void>;
  follow(link: string | RegExp): Promise<void>;
  fill(values: Record<string, string>): Promise<void>;
  /** The words in the page's main column. */
  words(): Promise<string>;
  close(): Promise<void>;
}

export async function walk(
  browser: Browser,
  province: Pick<Province, 'origins'>,
  options: BrowserContextOptions = {},
): Promise<Walk> {
  mkdirSync(shots, { recursive: true });
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const pages = new Set<string>();
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (request.isNavigationRequest()) pages.add(request.url());
    if (protocol !== 'data:' && !province.origins.has(origin)) complaints.push(request.url());
  });
  context.on('console', (message) => {
    // A page that says what went wrong has the status for it; that is no fault of the page.
    const refusal =
      /status of (4\d\d|503)/.test(message.text()) && pages.has(message.location().url);
    if (message.type() === 'error' && !refusal) complaints.push(message.text());
  });
  context.on('weberror', (fault) => complaints.push(String(fault.error())));
  const scripts = options.javaScriptEnabled !== false;
  const end = async () => {
    await context.close();
    expect(complaints).toEqual([]);
  };
  return inTab(context, await context.newPage(), { scripts, end });
}

function inTab(
  context: BrowserContext,
  page: Page,
  { scripts, end }: { scripts: boolean; end(): Promise<void> },
): Walk {
  return {
    context,
    page,
    tab: async () => inTab(context, await context.newPage(), { scripts, end }),
    async open(address) {
      await page.goto(address);
    },
    async sees(heading, name) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.waitForLoadState('load');
      // Axe is a script itself: where none may run, the same page was looked at elsewhere.
      if (scripts) await passesAxe(page);
      for (const width of name ? [360, 1280] : []) {
        await page.setViewportSize({ width, height: 800 });
        expect(await overflow(page), `${name} at ${width} px`).toEqual([]);
        const path = new URL(`${name}-${width}.png`, shots).pathname;
        await page.screenshot({ path, fullPage: true });
      }
    },
    press: (name) => page.getByRole('button', { name }).first().click(),
    follow: (name) => page.getByRole('link', { name }).first().click(),
    async fill(values) {
      for (const [field, value] of Object.entries(values)) {
        await page.locator(`[name="${field}"]`).fill(value);
      }
    },
    words: () => page.locator('main').innerText(),
    close: end,
  };
}

const passed = new Set<string>();

/** Once for each page as it reads: the same again, but for its tokens, would give the same answer. */
async function passesAxe(page: Page): Promise<void> {
  const reads = (await page.content()).replace(/[\w-]{20,}/g, '');
  if (passed.has(reads)) return;
  expect(await violations(page), `axe on ${new URL(page.url()).pathname}`).toEqual([]);
  passed.add(reads);
}

const chosen = {
  gjj: '公积金账号',
  yibao: '医保账号',
  shebao: '社保账号',
  jiaoyu: '教育账号',
  bdc: '不动产账号',
  weijian: '卫健账号',
  shuiwu: '税务账号',
};
const titles = {
  gjj: '登录住房公积金网上业务',
  yibao: '登录医疗保障网上服务',
  jiaoyu: '登录教育公共服务平台',
  bdc: '登录不动产登记网上大厅',
  shuiwu: '登录电子税务网上服务',
  // A table and a directory have no page: their passwords are typed at ours.
  shebao: '用社保账号登录',
  weijian: '用卫健账号登录',
};

/** From the picker to where the department's password is typed, and on; what Songhua says then is next. */
export async function throughDepartment(
  walk: Walk,
  account: Pick<Account, 'source' | 'username' | 'password'>,
): Promise<void> {
  await walk.sees('用哪个账号登录？');
  await walk.press(chosen[account.source]);
  await walk.sees(titles[account.source]);
  await walk.fill({ username: account.username, password: account.password });
  await walk.press('登录');
}

/** Signs in at a service for the first time in one's life: the notice is read on the way. */
export async function firstSignIn(walk: Walk, home: string, account: Account): Promise<void> {
  await walk.open(home);
  await throughDepartment(walk, account);
  await walk.sees('个人信息处理告知');
  await walk.press('我已阅读，继续登录');
  await walk.sees(greeting(account));
}

/** What a service's page is headed by, once somebody is signed in there. */
export const greeting = ({ name }: Account): string => `${name}，您好`;
