import { h } from 'preact';
import { z } from 'zod';
import { DashboardPage } from '../../views/admin/dashboard.tsx';
import { addressWith, filters } from '../http/list-address.ts';
import { type Range, ranges } from '../measures/measures.ts';
import { type At, answer } from './at.ts';
import { type ConsoleRoute, page } from './route.ts';
import { statistics } from './statistics.ts';

/** The statistics: what is asked stands in the address, so that a page can be kept and sent on. */
async function dashboard(at: At): Promise<void> {
  const asked = filters(at.ctx, {
    range: z.enum(Object.keys(ranges) as [Range, ...Range[]]).default('1h'),
    of: z
      .string()
      .regex(/^(source|client):[a-z][a-z0-9-]{0,59}$/)
      .optional(),
    region: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
      .optional(),
  });
  const found = await statistics(at.base, at.scope, asked);
  // The page's own script fetches this very address again.
  at.ctx.state.connects = true;
  answer(
    at,
    h(DashboardPage, {
      frame: at.frame,
      asked,
      found,
      now: at.base.clock.now(),
      hrefOf: (changes) => addressWith(at.ctx, changes),
    }),
  );
}

export const routes: ConsoleRoute[] = [
  page({ path: '/admin/dashboard', may: 'see statistics', handle: dashboard }),
];
