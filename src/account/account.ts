/**
 * The citizen's own pages: who am I here, how can I sign in, where am I signed in, who received
 * what of mine; and what can be ended there.
 * Owns no table and no rule of its own: it reads, calls and answers. Not here: signing in and
 * adding a department account (login), the session cookie and signing out (oidc).
 */
export { kioskRoutes } from './kiosk.ts';
export type { AccountNeeds } from './needs.ts';
export { routes } from './routes.ts';
export { stopRoutes } from './stop.ts';
