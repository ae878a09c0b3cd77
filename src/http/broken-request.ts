import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { h } from 'preact';
import { ErrorPage } from '../../views/error.tsx';
import { type RefusalCode, refusals } from '../errors.ts';
import type { House } from './frame.ts';
import { renderPage } from './render.tsx';
import { newRequestId } from './request-id.ts';

/** Sent on by a peer that has not read our answer yet; more than any browser keeps for us. */
const drained = 32 * 1024 * 1024;
const patience = 5_000;

/**
 * Answers what Node's own parser refuses before Koa sees it (headers over the limit, a request
 * that is no HTTP) with a page and code of ours. What is still arriving is read and thrown away:
 * closing at once would reset the connection and take the answer with it.
 */
export function answerBrokenRequests(server: Server, house: House = {}): void {
  const answered = new WeakSet<Duplex>();
  server.on('clientError', (fault: NodeJS.ErrnoException, socket) => {
    if (answered.has(socket)) return;
    answered.add(socket);
    if (fault.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const tooLarge = fault.code === 'HPE_HEADER_OVERFLOW';
    socket.end(page(tooLarge ? 'http.headers_too_large' : 'http.bad_input', house));
    drain(socket);
  });
}

function drain(socket: Duplex): void {
  let size = 0;
  const limit = setTimeout(() => socket.destroy(), patience);
  limit.unref();
  socket.once('close', () => clearTimeout(limit));
  socket.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > drained) socket.destroy();
  });
  socket.resume();
}

function page(code: RefusalCode, house: House): string {
  const { status } = refusals[code];
  const id = newRequestId();
  const body = renderPage(
    h(ErrorPage, {
      frame: { lang: 'zh-CN', elder: false, path: '/', code: id, ...house },
      refusal: code,
      ways_on: [],
    }),
  );
  return [
    `HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}`,
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    'Cache-Control: no-store',
    `X-Request-Id: ${id}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
