/**
 * The console: what the people who run this system see and do. Owns one guard (route.ts), one
 * policy table (policy.ts), one layout, and one thin file per domain that reads, calls and answers.
 * Does not own any rule of a domain, nor who is of the staff (staff), nor what two people decide
 * (approvals). It shares no cookie, table or page with citizens.
 */
export { means as approvals } from './executors.ts';
export { mountConsole } from './routes.ts';
export { signInRoutes } from './sign-in-routes.ts';
