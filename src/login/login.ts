/**
 * One sign-in, between the engine's request and its answer: which way in, who came, what they must
 * read, prove or choose before they are let through. It introduces sources to identities.
 *
 * Not here: the request and the session (oidc), who a source says has come (sources), which of ours
 * that is (identities), the citizen's own pages (account). The order of the steps is in next.ts and
 * nowhere else.
 */
export { startLinking } from './linking.ts';
export type { LoginNeeds } from './needs.ts';
export { previews } from './previews.ts';
export { routes } from './routes.ts';
