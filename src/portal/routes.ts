import Router from '@koa/router';
import { routes as home } from './home.ts';
import type { PortalNeeds } from './needs.ts';
import { mount, type PortalRoute } from './route.ts';

/** Every guarded address of the portal. */
export const portalRoutes: readonly PortalRoute[] = [...home];

/** The portal's addresses, each behind the one guard. */
export function mountPortal(needs: PortalNeeds): Router {
  const router = new Router();
  mount(router, needs, portalRoutes);
  return router;
}
