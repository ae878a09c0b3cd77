/**
 * The portal at /clients: what developers of department applications see and do (ADR 0041). Owns one
 * guard (route.ts), the way in (sign-in-routes.ts) and one thin file per part that reads, calls and
 * answers. Does not own who developers are (developers), nor any rule of an application (clients). It
 * shares no cookie, table or page with citizens or staff.
 */
export { mountPortal } from './routes.ts';
export { signInRoutes } from './sign-in-routes.ts';
