import Router from '@koa/router';
import { routes as acceptance } from './acceptance.ts';
import { routes as apps } from './apps.ts';
import { routes as credentials } from './credentials.ts';
import { routes as decoder } from './decoder.ts';
import { routes as deliveries } from './deliveries.ts';
import { routes as failures } from './failures.ts';
import { routes as groups } from './groups.ts';
import { routes as home } from './home.ts';
import { routes as log } from './log.ts';
import { routes as logo } from './logo.ts';
import { routes as messages } from './messages.ts';
import type { PortalNeeds } from './needs.ts';
import { routes as progress } from './progress.ts';
import { routes as request } from './request.ts';
import { mount, type PortalRoute } from './route.ts';
import { routes as sessions } from './sessions.ts';

/** Every guarded address of the portal. */
export const portalRoutes: readonly PortalRoute[] = [
  ...home,
  ...sessions,
  ...decoder,
  ...progress,
  ...apps,
  ...groups,
  ...logo,
  ...credentials,
  ...acceptance,
  ...failures,
  ...messages,
  ...request,
  ...log,
  ...deliveries,
];

/** The portal's addresses, each behind the one guard. */
export function mountPortal(needs: PortalNeeds): Router {
  const router = new Router();
  mount(router, needs, portalRoutes);
  return router;
}
