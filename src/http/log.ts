import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import type { RefusalCode } from '../errors.ts';

declare module 'koa' {
  interface DefaultState {
    /** The refusal that was rendered, if any. */
    refusal?: RefusalCode;
    /** The field that it is about. */
    refusal_field?: string | undefined;
    /** A name for the log where no router of ours matched (the engine's endpoints). */
    route?: string;
  }
}

/**
 * One line a request: id, method, route, status, code, milliseconds. Never the address, the query,
 * the body, the user agent or the path itself, since a path can carry an interaction (Never 9).
 */
export function requestLog(log: Logger): Middleware {
  return async (ctx, next) => {
    const began = performance.now();
    try {
      await next();
    } finally {
      log.info(
        {
          request_id: ctx.state.request_id,
          method: ctx.method,
          route: routeOf(ctx),
          status: ctx.status,
          code: ctx.state.refusal,
          ms: Math.round(performance.now() - began),
        },
        'request',
      );
    }
  };
}

/** The pattern that matched, such as `/signin/:uid`, never the path that came. */
export function routeOf(ctx: Context): string {
  return ctx.state.route ?? (ctx._matchedRoute === undefined ? 'none' : String(ctx._matchedRoute));
}
