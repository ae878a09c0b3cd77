/**
 * The pages of a department whose login system is a double: its sign-in, which asks for the password
 * each time (old systems remember nobody: two people at one computer are two people), its style sheet
 * and its first page.
 */
import { timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { VNode } from 'preact';
import type { Pages } from '../../test/doubles/pages.ts';
import { documentOf, fileAt, pageHeaders } from '../http.ts';
import { SignInPage, TroublePage } from '../pages/department.tsx';
import type { Account } from '../population.ts';
import type { Look } from './login-system.ts';

/** `as` says an account in the words of the protocol. */
export function pagesOf<Who>(
  look: Look,
  accounts: readonly Account[],
  as: (account: Account) => Who,
  { cancels = true } = {},
): Pages<Who> {
  return {
    async entrance({ request, response, form, proceed }) {
      const shown = { system: look, action: request.url ?? '', cancels };
      if (request.method !== 'POST') return send(response, 200, SignInPage(shown));
      if (form['cancel'] !== undefined && cancels) return proceed(undefined);
      const { username = '', password = '' } = form;
      const account = accountOf(accounts, username, password);
      if (account) return proceed(as(account));
      send(response, 422, SignInPage({ ...shown, username, wrong: true }));
    },
    elsewhere(request, response) {
      const { pathname } = new URL(request.url ?? '/', 'http://here');
      const file = fileAt(pathname);
      if (file)
        return void response
          .writeHead(200, { ...pageHeaders, 'content-type': `${file.type}; charset=utf-8` })
          .end(file.text);
      if (pathname === '/favicon.ico') return void response.writeHead(204).end();
      const status = pathname === '/' ? 200 : 404;
      send(response, status, TroublePage({ system: look, status }));
    },
  };
}

/** Whose name and password these are. */
export function accountOf(
  accounts: readonly Account[],
  username: string,
  password: string,
): Account | undefined {
  const account = accounts.find((one) => one.username === username.trim().toLowerCase());
  return account && same(password, account.password) ? account : undefined;
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, status: number, content: VNode): void {
  response
    .writeHead(status, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' })
    .end(documentOf(content));
}
