import { randomBytes } from 'node:crypto';
import type { Middleware } from 'koa';

declare module 'koa' {
  interface DefaultState {
    /** This page's code: what a person reads to the help line and what the log carries. */
    request_id: string;
  }
}

/** Read aloud over a telephone: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Gives each request an id of 50 random bits and sends it back. One from outside is never taken over. */
export function requestId(): Middleware {
  return (ctx, next) => {
    ctx.state.request_id = newRequestId();
    ctx.set('X-Request-Id', ctx.state.request_id);
    return next();
  };
}

export function newRequestId(): string {
  return Array.from(randomBytes(10), (byte) => alphabet[byte & 31]).join('');
}
