import { afterAll, beforeAll, describe } from 'vitest';
import { noRedis, type RedisServer, startRedis } from './redis.ts';

/**
 * The same tests with what passes in PostgreSQL, and in a Redis of their own. `env` gives the
 * settings of a gateway on that store; it is there once the first `beforeAll` of the tests runs.
 */
export function onBothStores(
  tests: (env: () => Record<string, string>, redis: () => RedisServer | undefined) => void,
  options: Parameters<typeof startRedis>[0] = {},
): void {
  const missing = noRedis();
  describe('with what passes in PostgreSQL', () =>
    tests(
      () => ({}),
      () => undefined,
    ));
  describe.skipIf(missing)(missing ?? 'with what passes in Redis', () => {
    let server: RedisServer | undefined;
    beforeAll(async () => {
      server = await startRedis(options);
    });
    afterAll(() => server?.stop());
    tests(
      () => ({ REDIS_URL: server?.url ?? '' }),
      () => server,
    );
  });
}
