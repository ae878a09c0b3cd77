import type { Words } from '../frame.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

/** What has just happened, said on top of the page that follows. */
export interface Done {
  code: keyof Catalogue['done'];
  /** Services that were told of a sign-out, by answer. */
  told?: { confirmed: number; pending: number; failed: number };
  name?: Words | string;
}
