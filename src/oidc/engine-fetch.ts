import { asFetch } from '../outbox/as-fetch.ts';

/**
 * What the engine fetches by itself (`jwks_uri` and the like): the guarded way out, to public
 * addresses only, since the engine does not say for which client it asks.
 */
export const engineFetch = asFetch({
  networks: [],
  types: ['application/json', 'application/jwk-set+json'],
  maxBytes: 64 * 1024,
  timeoutMs: 2_500,
});
