import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type Province, startProvince } from './province.ts';

/** A browser and a province of its own for the journeys of one suite, there from its first test on. */
export function browsedProvince(): { browser: Browser; province: Province } {
  const at = {} as { browser: Browser; province: Province };
  beforeAll(async () => {
    at.browser = await launchChromium();
    at.province = await startProvince();
  }, 120_000);
  afterAll(async () => {
    await at.browser?.close();
    await at.province?.stop();
  });
  return at;
}
