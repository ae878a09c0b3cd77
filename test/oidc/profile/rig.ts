import type { Habits } from '../../support/visitor.ts';

/** One answer on a visitor's way. */
export interface Answered {
  origin: string;
  path: string;
  search: string;
  status: number;
  headers: Headers;
}

/** Habits of a visitor whose way is written down, redirects among it. */
export const noting = (seen: Answered[]): Habits => ({
  sees: ({ origin, pathname: path, search }, { status, headers }) =>
    seen.push({ origin, path, search, status, headers }),
});

/** Posts a form as a browser does from a page of the client: none of our cookies comes with it. */
export async function posted(
  address: string,
  fields: URLSearchParams | Record<string, string>,
): Promise<{ status: number; to: string; cookies: string[] }> {
  const response = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', origin: 'http://localhost:1', 'sec-fetch-site': 'cross-site' },
    body: new URLSearchParams(fields),
  });
  return {
    status: response.status,
    to: new URL(response.headers.get('location') ?? '/none', address).href,
    cookies: response.headers.getSetCookie(),
  };
}
