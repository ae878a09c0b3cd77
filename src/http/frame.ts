import type { Context, Middleware } from 'koa';
import type { PageFrame } from '../../views/frame.ts';

declare module 'koa' {
  interface DefaultState {
    /** Who runs this gateway and whom to call, on every page. */
    house?: House;
  }
}

export interface House {
  /** 主办单位. */
  owner?: string;
  help_line?: string;
  /** Made-up people only: every page says so. */
  sandbox?: boolean;
}

/** Puts the owner and the help line of the settings on every page. */
export function house(known: House): Middleware {
  return (ctx, next) => {
    ctx.state.house = known;
    return next();
  };
}

/** What surrounds the page of this request; `more` adds the asking service, the person, the form token. */
export function pageFrame(ctx: Context, more: Partial<PageFrame> = {}): PageFrame {
  return {
    lang: ctx.state.lang ?? 'zh-CN',
    elder: ctx.state.elder ?? false,
    path: ctx.path,
    code: ctx.state.request_id,
    ...ctx.state.house,
    ...more,
  };
}
