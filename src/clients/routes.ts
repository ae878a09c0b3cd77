import Router from '@koa/router';
import type { Base } from '../base.ts';
import { logoOf } from './logos.ts';

/**
 * The pictures of clients, each under the digest of its bytes: it may be kept for good, and nobody
 * reads from an address whose client it is. Nothing that stands in one could do a thing: it is a
 * picture, says so, and is in a sandbox of its own should somebody open it alone.
 */
export function routes({ base }: { base: Base }): Router {
  const router = new Router();
  router.get('/client-logos/:digest.png', async (ctx, next) => {
    const png = await logoOf(base, ctx.params['digest'] ?? '');
    if (!png) return next();
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
    ctx.type = 'image/png';
    ctx.body = png;
    return undefined;
  });
  return router;
}
