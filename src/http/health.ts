import type { Middleware } from 'koa';

/** What a node needs before it may be sent requests, by name; a throw is a no. */
export type Checks = Record<string, () => boolean | Promise<boolean>>;

/**
 * `/healthz`: this process runs. `/readyz`: it may be sent requests; 503 while the database does not
 * answer, Redis (where there is one) does not answer or takes no writes, or this node has not seen
 * the config_version for a second. The body names each check and how it went, and nothing else.
 */
export function health(checks: Checks): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/healthz') {
      ctx.body = 'ok\n';
      return;
    }
    if (ctx.path !== '/readyz') return next();
    const done = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => ({ name, ok: await passes(check) })),
    );
    const ready = done.every(({ ok }) => ok);
    ctx.status = ready ? 200 : 503;
    if (!ready) ctx.set('Retry-After', '1');
    ctx.body = { ready, checks: done };
  };
}

async function passes(check: Checks[string]): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}
