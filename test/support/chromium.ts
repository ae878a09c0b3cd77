import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

/** A real browser for tests: Debian's Chromium, kept from calling home. */

const executablePath = '/usr/bin/chromium';

/**
 * Whether these suites cannot run on this machine; says once how to have what they need. In CI
 * nothing is skipped: there they fail at the start of the browser.
 */
export function noChromium(suite: string): boolean {
  if (existsSync(executablePath) || process.env['CI']) return false;
  console.error(`${suite} was skipped: apt-get install chromium fonts-wqy-zenhei`);
  return true;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  });
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page, as rule and element; under the page's own policy. */
export async function violations(page: Page, { colours = true } = {}): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe);
  const options = {
    resultTypes: ['violations'],
    rules: { 'color-contrast': { enabled: colours } },
  };
  const results = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

/** What sticks out of the window sideways, as tag and class. */
export function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return Array.from(document.querySelectorAll('body *'))
      .filter((one) => one.getBoundingClientRect().right > width + 1)
      .map((one) => `${one.tagName}.${one.getAttribute('class')}`);
  });
}
