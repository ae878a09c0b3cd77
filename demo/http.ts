import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type Koa from 'koa';
import type { Context, Next } from 'koa';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** What every server of the sample province does alike: listen, stop, style, headers, pages. */

export interface Running {
  stop(): Promise<void>;
}

/** Listens on this machine only; throws when the port is taken. */
export async function listen(app: Koa, port: number): Promise<Running> {
  // Somebody who leaves a page that listens for changes: nothing is wrong.
  app.on('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ERR_STREAM_PREMATURE_CLOSE') app.onerror(fault);
  });
  const server = await new Promise<Server>((ready, failed) => {
    const opened = app.listen(port, '127.0.0.1');
    opened.once('listening', () => ready(opened));
    opened.once('error', failed);
  });
  return {
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

const read = (name: string) => readFileSync(new URL(`./pages/${name}`, import.meta.url), 'utf8');
const files = new Map([
  ['/demo.css', { type: 'text/css', text: read('demo.css') }],
  ['/hall.js', { type: 'text/javascript', text: read('hall.js') }],
  ['/machine.js', { type: 'text/javascript', text: read('machine.js') }],
  ['/hand-over.js', { type: 'text/javascript', text: read('hand-over.js') }],
]);

/** The stylesheet or script of this path. */
export const fileAt = (path: string) => files.get(path);

/** Headers under which a page can load nothing but those. */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export const documentOf = (content: VNode): string => `<!doctype html>${renderToString(content)}`;

/** The one stylesheet and the scripts, and the headers of every page. */
export async function dress(ctx: Context, next: Next): Promise<void> {
  ctx.set(pageHeaders);
  if (ctx.path === '/favicon.ico') {
    ctx.status = 204;
    return;
  }
  const file = fileAt(ctx.path);
  if (!file) return next();
  ctx.type = file.type;
  ctx.body = file.text;
}

export function page(ctx: Context, content: VNode, status = 200): void {
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = documentOf(content);
}

const BODY_LIMIT = 16 * 1024;

/** What was posted, as text. */
export async function bodyOf(ctx: Context): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of ctx.req) {
    size += (part as Buffer).length;
    if (size > BODY_LIMIT) ctx.throw(413, 'a form of this size is none of ours');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}

/** The fields of a form that was posted; a repeated field counts once, its last value. */
export const formOf = async (ctx: Context): Promise<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(await bodyOf(ctx)));

export function seeOther(ctx: Context, to: string): void {
  ctx.redirect(to);
  ctx.status = 303;
}
