import type { Context, Middleware, Next } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../errors.ts';
import { networkOf } from './rate-limit.ts';

/**
 * How often one network may come to one address in a minute, at this node. Counted in its memory, unlike
 * everything else that is limited here: a hop affords no question of the database that is not its own
 * (ADR 47). Addresses stay there for a minute, and are written nowhere. The library reads the clock of
 * the process. Throws `http.too_many_requests` with the seconds to wait; 0 a minute: no limit.
 */
export function networkPace(path: string, perMinute: number): Middleware {
  if (perMinute === 0) return (_, next) => next();
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (ctx: Context, next: Next) => {
    if (ctx.path === path) await admitted(limiter, networkOf(ctx.ip));
    await next();
  };
}

async function admitted(limiter: RateLimiterMemory, network: string): Promise<void> {
  try {
    await limiter.consume(network);
  } catch (thrown) {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    const retry_after = Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000));
    throw new Refusal('http.too_many_requests', { retry_after });
  }
}
