import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { h } from 'preact';
import type { TextShown } from '../../views/components/text-shown.tsx';
import { ErrorPage, type WayOn } from '../../views/error.tsx';
import { en } from '../../views/locales/en.ts';
import type { Refusal } from '../errors.ts';
import { Refusal as Refused } from '../errors.ts';
import type { Fault } from '../faults.ts';
import { faultWords } from './again.ts';
import { asRefusal } from './faults.ts';
import { pageFrame } from './frame.ts';
import { renderPage } from './render.tsx';

declare module 'koa' {
  interface DefaultState {
    /** What the person can do if this request is refused; set by whoever knows more, first is first. */
    ways_on?: WayOn[];
    /** This endpoint answers in OAuth's form (RFC 6749 §5.2). */
    oauth_errors?: boolean;
    /** What was typed into the form of this request, if a page of ours posted it: shown with a refusal. */
    typed?: readonly TextShown[];
  }
}

/**
 * The one place where a refusal becomes an answer: a page for browsers, RFC 9457 problem details
 * for /api and for whoever asks for JSON. A fault of ours is logged whole and answered by its
 * number only.
 */
export function errors(log: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      refuseEmpty(ctx);
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      if (refusal.status >= 500 && refusal !== thrown) {
        log.error(
          { request_id: ctx.state.request_id, code: refusal.code, fault: faultOf(thrown) },
          'fault',
        );
      }
      answer(ctx, refusal);
    }
  };
}

/** Adds what the person can do should this request be refused. */
export function wayOn(ctx: Context, ...ways: WayOn[]): void {
  ctx.state.ways_on = [...(ctx.state.ways_on ?? []), ...ways];
}

/** What Koa and the router leave without a body: no such address, not by this method. */
function refuseEmpty(ctx: Context): void {
  if (ctx.body || ctx.headerSent || ctx.respond === false) return;
  if (ctx.status === 404) throw new Refused('http.not_found');
  if (ctx.status === 405 || ctx.status === 501) throw new Refused('http.method_not_allowed');
}

function answer(ctx: Context, refusal: Refusal): void {
  const { field, retry_after, words } = refusal.detail;
  ctx.state.refusal = refusal.code;
  ctx.state.refusal_field = field;
  ctx.status = refusal.status;
  ctx.set('Cache-Control', 'no-store');
  // What failed has not happened: a cookie that was taken away with it would keep the person from trying again.
  if (refusal.status >= 500) ctx.remove('Set-Cookie');
  if (retry_after !== undefined) ctx.set('Retry-After', String(Math.ceil(retry_after)));
  if (ctx.state.oauth_errors) {
    ctx.body = { ...oauthError(refusal), code: refusal.code, request_id: ctx.state.request_id };
    return;
  }
  if (wantsProblem(ctx)) {
    ctx.body = JSON.stringify({
      type: `urn:songhua:error:${refusal.code}`,
      title: en.refusals[refusal.code].title,
      status: refusal.status,
      code: refusal.code,
      field,
      request_id: ctx.state.request_id,
    });
    ctx.type = 'application/problem+json';
    return;
  }
  ctx.type = 'html';
  ctx.body = renderPage(
    h(ErrorPage, {
      frame: pageFrame(ctx),
      refusal: refusal.code,
      field,
      words,
      retry_after,
      ways_on: waysOn(ctx, refusal.code),
      typed: ctx.state.typed,
    }),
  );
}

/**
 * In the words of RFC 6749 §5.2, RFC 6750 §3.1 and RFC 7591 §3.2.2, with every member at fault named and
 * what would be right there, as far as that is known; never with anything that was sent.
 */
function oauthError({ code, status, detail }: Refusal): Record<string, string> {
  if (status === 503) return { error: 'temporarily_unavailable' };
  if (status >= 500) return { error: 'server_error' };
  const metadata = code === 'clients.bad_metadata' || code === 'clients.beyond_token';
  const error = metadata
    ? detail.field === 'redirect_uris'
      ? 'invalid_redirect_uri'
      : 'invalid_client_metadata'
    : (oauthErrors[status] ?? 'invalid_request');
  const plain = [detail.field, en.refusals[code].what].filter(Boolean).join(': ');
  const said = detail.faults?.map(inEnglish).join(' ') || plain;
  return { error, error_description: said.replaceAll(/[^\x20-\x7e]|["\\]/g, "'") };
}

const inEnglish = (fault: Fault) => en.faults.at(fault.field, faultWords(fault, 'en'));

const oauthErrors: Readonly<Record<number, string>> = {
  401: 'invalid_token',
  403: 'unauthorized_client',
  429: 'temporarily_unavailable',
};

/** Where the same would end the same: another way comes first, and that one is not offered again. */
const inVain: ReadonlySet<string> = new Set(['sources.paused', 'sources.not_configured']);

function waysOn(ctx: Context, code: string): WayOn[] {
  const ways = ctx.state.ways_on ?? [{ kind: 'account', href: '/account' } as const];
  const others = ways.filter(({ kind }) => kind !== 'again');
  return inVain.has(code) && others.length > 0 ? others : ways;
}

function wantsProblem(ctx: Context): boolean {
  return /^\/api(\/|$)/.test(ctx.path) || ctx.accepts('html', 'json') === 'json';
}

/**
 * A fault for the log without values: what the database says of a row, and the statement that
 * knex puts before it, can carry what a person typed (Never 9).
 */
export function faultOf(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { thrown: typeof thrown };
  const fromDatabase = 'severity' in thrown || 'routine' in thrown;
  return {
    name: thrown.name,
    code: 'code' in thrown ? thrown.code : undefined,
    message: fromDatabase ? undefined : thrown.message,
    at: thrown.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12),
    cause: thrown.cause === undefined ? undefined : faultOf(thrown.cause),
  };
}
