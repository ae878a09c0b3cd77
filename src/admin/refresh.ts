import type { Context } from 'koa';

/** The header with which a page that stands open fetches itself anew (views/static/console-live.js). */
export const REFRESH = 'x-songhua-refresh';

/**
 * Whether a page fetched itself, so that nobody is known to sit before it. It is asked for like any
 * other, by the same guard; it only does not count as a sight of its person, who is idle meanwhile.
 * Of a page alone: whoever posts is there.
 */
export const isRefresh = (ctx: Context): boolean => ctx.method === 'GET' && ctx.get(REFRESH) !== '';
