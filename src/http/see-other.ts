import type { Context } from 'koa';

/** Sends the browser on with a GET (RFC 9110 §15.4.4), so that no form is posted twice by a reload. */
export function seeOther(ctx: Context, address: string): void {
  ctx.status = 303;
  ctx.redirect(address);
}
