import type { Context } from 'koa';

/** The cookies of developers: of a session, and of a sign-in between its two steps. */
type Which = 'developer' | 'developer-entry';

/**
 * Apart from every cookie of citizens and staff. Over http, in development, the name carries the
 * port, since all ports of localhost are one site. SameSite=Lax: people come by a link in a mail.
 */
function cookieOf(issuer: string, which: Which): { name: string; attributes: string } {
  const { protocol, port } = new URL(issuer);
  const https = protocol === 'https:';
  return {
    name: https ? `__Host-songhua-${which}` : `songhua-${which}-${port || '80'}`,
    attributes: `Path=/; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`,
  };
}

/** The token in this browser, as it was sent. */
export function tokenIn(ctx: Context, issuer: string, which: Which): string | undefined {
  const token = ctx.cookies.get(cookieOf(issuer, which).name) ?? '';
  return /^[\w-]{43}$/.test(token) ? token : undefined;
}

/** Gives the browser a token; undefined takes it away. It ends with the browser's window. */
export function setToken(
  ctx: Context,
  issuer: string,
  which: Which,
  token: string | undefined,
): void {
  const { name, attributes } = cookieOf(issuer, which);
  const end = token === undefined ? '; Max-Age=0' : '';
  ctx.append('Set-Cookie', `${name}=${token ?? ''}; ${attributes}${end}`);
}
