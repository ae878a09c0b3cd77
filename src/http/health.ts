import type { Middleware } from 'koa';

/**
 * `/healthz`: this process runs. `/readyz`: it may be sent requests; 503 while the database does not
 * answer, Redis (where there is one) does not answer or takes no writes, or this node has not seen
 * the config_version for a second.
 */
export function health(ready: () => Promise<boolean>): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/healthz') {
      ctx.body = 'ok\n';
      return;
    }
    if (ctx.path !== '/readyz') return next();
    const is = await ready();
    ctx.status = is ? 200 : 503;
    if (!is) ctx.set('Retry-After', '1');
    ctx.body = is ? 'ready\n' : 'not ready\n';
  };
}
