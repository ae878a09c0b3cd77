import { readConfig } from '../config/index.ts';
import { connectRedis, RedisGone } from '../src/redis.ts';

/**
 * Throws when the Redis that was asked for cannot be meant, or does not answer: the gateway would start and wait for it,
 * which helps nobody who has mistyped a port. What else can be wrong with it, the gateway says.
 */
export async function requireRedis(url: string): Promise<void> {
  readConfig({ REDIS_URL: url });
  const redis = connectRedis(url);
  try {
    await redis.ready();
  } catch (fault) {
    if (fault instanceof RedisGone)
      throw new RedisGone('The Redis of --redis does not answer: start it, or leave --redis away.');
  } finally {
    await redis.close();
  }
}
