import Router from '@koa/router';
import { routes as approvals } from './approvals.ts';
import { routes as clientMachines } from './client-machines.ts';
import { routes as clients } from './clients.ts';
import { routes as conflicts } from './conflicts.ts';
import { routes as counter } from './counter.ts';
import { routes as dashboard } from './dashboard.ts';
import { routes as deliveries } from './deliveries.ts';
import { routes as departments } from './departments.ts';
import { routes as developers } from './developers.ts';
import { routes as home } from './home.ts';
import { routes as identities } from './identities.ts';
import { routes as initialTokens } from './initial-tokens.ts';
import { routes as keys } from './keys.ts';
import type { AdminNeeds } from './needs.ts';
import { routes as outside } from './outside.ts';
import { routes as progress } from './progress.ts';
import { routes as records } from './records.ts';
import { type ConsoleRoute, mount } from './route.ts';
import { routes as sessions } from './sessions.ts';
import { routes as editSource } from './source-edit.ts';
import { routes as newSource } from './source-new.ts';
import { routes as previewSource } from './source-preview.ts';
import { routes as sources } from './sources.ts';
import { routes as staff } from './staff.ts';
import { routes as support } from './support.ts';
import { routes as trail } from './trail.ts';

/** Every guarded address of the console. The matrix test goes through this list. */
export const consoleRoutes: readonly ConsoleRoute[] = [
  ...home,
  ...dashboard,
  ...sessions,
  ...records,
  ...deliveries,
  ...outside,
  ...departments,
  ...approvals,
  ...conflicts,
  ...support,
  ...counter,
  ...identities,
  // Before the page of one: `new` is no id.
  ...newSource,
  ...sources,
  ...editSource,
  ...previewSource,
  ...clients,
  ...progress,
  ...clientMachines,
  ...initialTokens,
  ...developers,
  ...keys,
  ...staff,
  ...trail,
];

/** The console's addresses, each behind the one guard. */
export function mountConsole(needs: AdminNeeds): Router {
  const router = new Router();
  mount(router, needs, consoleRoutes);
  return router;
}
