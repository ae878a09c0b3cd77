import type { Writer } from './writer.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A deep link as it may be shown: on an origin that the client registered, and https, or http on a
 * loopback name (a registration takes those for development only). Undefined for every other text.
 */
export function deepLink(
  { redirect_uris, home_uri }: Pick<Writer, 'redirect_uris' | 'home_uri'>,
  text: string,
): string | undefined {
  const url = parsed(text);
  if (!url || url.username || url.password) return undefined;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.includes(url.hostname)))
    return undefined;
  const registered = [...redirect_uris, ...(home_uri === null ? [] : [home_uri])];
  return registered.some((one) => parsed(one)?.origin === url.origin) ? url.href : undefined;
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
