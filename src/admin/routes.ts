import Router from '@koa/router';
import type { AdminNeeds } from './needs.ts';
import { type ConsoleRoute, mount } from './route.ts';

/** Every guarded address of the console. The matrix test goes through this list. */
export const consoleRoutes: readonly ConsoleRoute[] = [];

/** The console's addresses, each behind the one guard. */
export function mountConsole(needs: AdminNeeds): Router {
  const router = new Router();
  mount(router, needs, consoleRoutes);
  return router;
}
