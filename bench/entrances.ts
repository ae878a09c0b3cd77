import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { freePort } from '../test/support/redis.ts';
import { type Client, type Contestant, type Store, start } from './contestant.ts';
import { NEW_CLIENTS } from './hops.ts';
import type { Stores } from './stores.ts';

/**
 * How servers come in: each with ports, a database and an issuer of its own, all with the same clients;
 * the gateway with as many strict ones where those are measured.
 */
export function entrances(
  stores: Stores,
  source: Record<string, unknown>,
  strict: readonly Client[] = [],
) {
  const clients = Array.from({ length: NEW_CLIENTS + 1 }, (_, number) =>
    client(`bench-client-${number}`),
  );
  const reporter = client('bench-reporter');
  let entered = 0;

  return async (
    which: 'songhua' | 'plain oidc-provider',
    store: Store | 'memory',
    processes: number,
  ): Promise<Contestant> => {
    const plain = which !== 'songhua';
    const ports = await Promise.all(Array.from({ length: processes }, freePort));
    const issuer = `http://localhost:${ports[0]}`;
    entered += 1;
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const settings = {
      ...(await stores.own(`bench_${entered}`)),
      ...(store === 'redis' && { redisUrl: stores.redis(entered) }),
      ...(store === 'memory' && { nothingStored: true }),
      ...{ issuer, clients, strict, reporter, source },
      jwk: await exportJWK(privateKey),
    };
    return start(plain ? 'plain-process.ts' : 'gateway-process.ts', settings, ports, {
      name: `${which}, ${store}${processes > 1 ? `, ${processes} processes` : ''}`,
      fields: plain ? {} : { source: 'bench' },
      plain,
    });
  };
}

/** As many strict clients as there are others. */
export const strictClients = (): Promise<Client[]> =>
  Promise.all(
    Array.from({ length: NEW_CLIENTS }, async (_, number) => {
      const id = `bench-strict-${number + 1}`;
      const { privateKey } = await generateKeyPair('ES256', { extractable: true });
      const key = { ...(await exportJWK(privateKey)), kid: `${id}-1`, alg: 'ES256' };
      return { ...client(id), key };
    }),
  );

const client = (id: string): Client => ({
  id,
  secret: randomBytes(32).toString('base64url'),
  redirectUri: `http://127.0.0.1:3999/back/${id}`,
});
