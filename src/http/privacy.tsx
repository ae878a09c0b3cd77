import type { Middleware } from 'koa';
import { PrivacyPage } from '../../views/privacy.tsx';
import { pageFrame } from './frame.ts';
import { renderPage } from './render.tsx';

/** Answers /privacy: the notice that every footer leads to, readable before and after signing in. */
export function privacy(): Middleware {
  return (ctx, next) => {
    if (ctx.path !== '/privacy' || !['GET', 'HEAD'].includes(ctx.method)) return next();
    ctx.type = 'html';
    ctx.body = renderPage(<PrivacyPage frame={pageFrame(ctx)} />);
  };
}
