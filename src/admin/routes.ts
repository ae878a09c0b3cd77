import Router from '@koa/router';
import { routes as dashboard } from './dashboard.ts';
import { routes as home } from './home.ts';
import type { AdminNeeds } from './needs.ts';
import { type ConsoleRoute, mount } from './route.ts';

/** Every guarded address of the console. The matrix test goes through this list. */
export const consoleRoutes: readonly ConsoleRoute[] = [...home, ...dashboard];

/** The console's addresses, each behind the one guard. */
export function mountConsole(needs: AdminNeeds): Router {
  const router = new Router();
  mount(router, needs, consoleRoutes);
  return router;
}
