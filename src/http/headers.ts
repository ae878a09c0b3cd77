import type { Context, Middleware } from 'koa';

declare module 'koa' {
  interface DefaultState {
    /** Where forms of this page may lead besides us; becomes the policy's `form-action`. */
    form_action?: readonly string[];
    /** The page's script fetches from us again; becomes `connect-src`. */
    connects?: boolean;
  }
}

/**
 * Headers of every answer. The policy allows our own script, style and images and nothing else;
 * answers are not stored unless somebody below said otherwise (static files do).
 */
export function headers({ https }: { https: boolean }): Middleware {
  const always = Object.entries({
    'Content-Security-Policy': policy([]),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'Cache-Control': 'no-store',
    ...(https && { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }),
  });
  return async (ctx, next) => {
    for (const [name, value] of always) ctx.res.setHeader(name, value);
    await next();
    const { form_action = [], connects = false } = ctx.state;
    if ((form_action.length > 0 || connects) && !ctx.headerSent)
      ctx.set('Content-Security-Policy', policy(form_action, connects));
  };
}

/**
 * Lets forms of this page lead to `targets` (origins, or a scheme such as `https:`). Needed for
 * every place that a form's redirects pass through, since browsers hold those to it as well.
 */
export function formsMayLeadTo(ctx: Context, targets: Iterable<string>): void {
  ctx.state.form_action = [...new Set([...(ctx.state.form_action ?? []), ...targets])];
}

/** The origin of an absolute address; nothing for what has none (`urn:`, an app's own scheme keeps its scheme). */
export function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.origin === 'null' ? url.protocol : url.origin;
}

function policy(formTargets: readonly string[], connects = false): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["form-action 'self'", ...formTargets.filter((target) => /^[\w.:/*[\]-]+$/.test(target))].join(
      ' ',
    ),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(connects ? ["connect-src 'self'"] : []),
  ].join('; ');
}
