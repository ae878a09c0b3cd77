import { describe } from 'vitest';
import { postgresStore } from '../../../src/oidc/artefacts/postgres-store.ts';
import { redisStore } from '../../../src/oidc/artefacts/redis-store.ts';
import { connectRedis } from '../../../src/redis.ts';
import { noRedis, startRedis } from '../../support/redis.ts';
import { conformance } from './conformance.ts';
import { twoNodes } from './rig.ts';

const missing = noRedis();

describe.skipIf(missing)(missing ?? 'with a Redis of its own', () => {
  conformance('Redis', async () => {
    const server = await startRedis();
    const connections = { one: connectRedis(server.url), two: connectRedis(server.url) };
    await Promise.all(Object.values(connections).map((redis) => redis.ready()));
    return twoNodes(
      (base, node) => redisStore(base, connections[node], postgresStore(base)),
      async () => {
        await Promise.all(Object.values(connections).map((redis) => redis.close()));
        await server.stop();
      },
    );
  });
});
