import Router from '@koa/router';
import type { Context } from 'koa';
import { h, type JSX } from 'preact';
import { z } from 'zod';
import { StopPage, StoppedPage } from '../../views/account/stop.tsx';
import { Refusal } from '../errors.ts';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { pageFrame } from '../http/frame.ts';
import { read } from '../http/input.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { renderPage } from '../http/render.tsx';
import * as recovery from '../recovery/recovery.ts';
import type { AccountNeeds } from './needs.ts';

const form = z.object({ _csrf: z.string().max(100).optional() });

/**
 * Where the link of a notice leads: whoever got it says no without signing in. Looking at the page
 * does nothing and looks nothing up, since programs that guard mail open every link.
 */
export function stopRoutes(needs: Pick<AccountNeeds, 'base' | 'issuer'>): Router {
  const router = new Router();
  const { base } = needs;
  const bound = (ctx: Context) => `stop:${ctx.params['code']}`;

  router.get('/stop/:code', (ctx) => {
    const frame = pageFrame(ctx, { csrf: csrfToken(base.ring, bound(ctx)) });
    answer(ctx, h(StopPage, { frame, action: ctx.path }));
  });

  router.post('/stop/:code', async (ctx) => {
    const { _csrf: token } = await read(ctx, form);
    const origin = new URL(needs.issuer).origin;
    checkCsrf(ctx, base.ring, { bound: bound(ctx), token, origin });
    const { wait } = await rateLimit.slowDown(base, { network: ctx.ip });
    if (wait > 0) throw new Refusal('http.too_many_requests', { retry_after: wait });
    const stopped = await recovery.stopByCode(base, String(ctx.params['code']));
    if (stopped) await rateLimit.goodTry(base, { network: ctx.ip });
    answer(ctx, h(StoppedPage, { frame: pageFrame(ctx), stopped }));
  });

  return router;
}

function answer(ctx: Context, page: JSX.Element): void {
  ctx.type = 'html';
  ctx.set('Cache-Control', 'no-store');
  ctx.body = renderPage(page);
}
