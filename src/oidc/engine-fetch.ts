import { asFetch } from '../outbox/as-fetch.ts';
import type { KnownClients } from './known-clients.ts';

/**
 * What the engine fetches by itself, a client's `jwks_uri`: the guarded way out. The engine does not
 * say for which client it asks, so the networks are those of whoever registered this very address.
 */
export const engineFetch =
  (known: Pick<KnownClients, 'networksOf'>) =>
  (url: string | URL, init?: Parameters<ReturnType<typeof asFetch>>[1]): Promise<Response> =>
    asFetch({
      networks: known.networksOf(String(url)),
      types: ['application/json', 'application/jwk-set+json'],
      maxBytes: 64 * 1024,
      timeoutMs: 2_500,
    })(url, init);
