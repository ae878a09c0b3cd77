import type { Context, Middleware } from 'koa';
import { type Lang, langs } from '../../views/frame.ts';
import type { Clock } from '../clock.ts';

declare module 'koa' {
  interface DefaultState {
    lang?: Lang;
    /** 关怀版 is on. */
    elder?: boolean;
    /** The language was chosen by hand within the last hour: a client's wish does not undo it. */
    lang_chosen?: boolean;
  }
}

export interface LocaleNeeds {
  /** Our own address: decides how cookies are named and whether they are `Secure`. */
  issuer: string;
  clock: Clock;
}

/**
 * Whether a language was chosen on a page of ours: a link of somebody else's shows our pages in it, and
 * is nobody's choice, since people are written to in what they chose (ADR 0052). Browsers that do not say are believed.
 */
const byHand = (ctx: Context): boolean => ['', 'same-origin'].includes(ctx.get('Sec-Fetch-Site'));

const hour = 3_600_000;
const year = 31_536_000;

/**
 * Settles language and elder mode of a request: the choice kept in a cookie, else
 * Accept-Language, else Chinese. `?lang=` and `?elder=` keep a choice and come back to the same
 * path without them. The cookies hold the choice and its time, nothing about the person.
 */
export function locale({ issuer, clock }: LocaleNeeds): Middleware {
  const name = cookieNames(issuer);
  return async (ctx, next) => {
    const lang = ctx.method === 'GET' ? closest(one(ctx.query['lang'])) : undefined;
    const elder = ctx.method === 'GET' ? /^[01]$/.exec(one(ctx.query['elder']))?.[0] : undefined;
    if (lang || elder) {
      if (lang) {
        const at = byHand(ctx) ? clock.now().getTime() : 0;
        ctx.append('Set-Cookie', name('lang', `${lang}.${at}`));
      }
      if (elder) ctx.append('Set-Cookie', name('elder', elder));
      return backWithout(ctx, ['lang', 'elder']);
    }
    const [kept, at] = (ctx.cookies.get(name.lang) ?? '').split('.');
    const chosen = closest(kept ?? '');
    ctx.state.lang = chosen ?? first(ctx.acceptsLanguages()) ?? 'zh-CN';
    ctx.state.lang_chosen = chosen !== undefined && clock.now().getTime() - Number(at) < hour;
    ctx.state.elder = ctx.cookies.get(name.elder) === '1';
    ctx.vary('Accept-Language');
    return next();
  };
}

/**
 * Follows a client's `ui_locales` (space-separated BCP 47 tags, the preferred first; OpenID
 * Connect Core 1.0 §3.1.2.1), unless the person has just chosen otherwise on our own page.
 */
export function preferLocales(ctx: Context, uiLocales: string | undefined): void {
  const wished = first((uiLocales ?? '').split(' '));
  if (wished && !ctx.state.lang_chosen) ctx.state.lang = wished;
}

/** The language of ours that is nearest to a BCP 47 tag. */
export function closest(tag: string): Lang | undefined {
  const [primary] = tag.toLowerCase().split(/[-_]/);
  return langs.find((lang) => lang.split('-')[0] === primary);
}

function first(tags: string[] | string | false): Lang | undefined {
  for (const tag of [tags].flat()) {
    const lang = tag === false ? undefined : closest(tag);
    if (lang) return lang;
  }
  return undefined;
}

function one(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Leads back to the same path; its beginning is made ours, since `//host` would be a foreign one. */
function backWithout(ctx: Context, dropped: string[]): void {
  const query = new URLSearchParams(ctx.querystring);
  for (const key of dropped) query.delete(key);
  const rest = query.size > 0 ? `?${query}` : '';
  ctx.status = 303;
  ctx.redirect(`/${ctx.path.replace(/^[/\\]+/, '')}${rest}`);
}

/** `__Host-` over https; over http the name carries the port, as all ports of a host are one site. */
function cookieNames(issuer: string) {
  const { protocol, port } = new URL(issuer);
  const https = protocol === 'https:';
  const named = (what: string) =>
    https ? `__Host-songhua-${what}` : `songhua-${what}-${port || '80'}`;
  const cookie = (what: 'lang' | 'elder', value: string) =>
    `${named(what)}=${value}; Path=/; Max-Age=${year}; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`;
  return Object.assign(cookie, { lang: named('lang'), elder: named('elder') });
}
