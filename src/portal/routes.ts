import Router from '@koa/router';
import { routes as apps } from './apps.ts';
import { routes as credentials } from './credentials.ts';
import { routes as groups } from './groups.ts';
import { routes as home } from './home.ts';
import type { PortalNeeds } from './needs.ts';
import { mount, type PortalRoute } from './route.ts';

/** Every guarded address of the portal. */
export const portalRoutes: readonly PortalRoute[] = [...home, ...apps, ...groups, ...credentials];

/** The portal's addresses, each behind the one guard. */
export function mountPortal(needs: PortalNeeds): Router {
  const router = new Router();
  mount(router, needs, portalRoutes);
  return router;
}
