import type { Context } from 'koa';

/**
 * The cookie of the staff realm, apart from every cookie of citizens. Over http, in development, the
 * name carries the port, since all ports of localhost are one site.
 */
function cookieOf(issuer: string): { name: string; attributes: string } {
  const { protocol, port } = new URL(issuer);
  const https = protocol === 'https:';
  return {
    name: https ? '__Host-songhua-staff' : `songhua-staff-${port || '80'}`,
    attributes: `Path=/; HttpOnly; SameSite=Strict${https ? '; Secure' : ''}`,
  };
}

/** The token of a staff session in this browser, as it was sent. */
export function staffToken(ctx: Context, issuer: string): string | undefined {
  const token = ctx.cookies.get(cookieOf(issuer).name) ?? '';
  return /^[\w-]{43}$/.test(token) ? token : undefined;
}

/** Gives the browser a token; undefined takes it away. It ends with the browser's window. */
export function setStaffToken(ctx: Context, issuer: string, token: string | undefined): void {
  const { name, attributes } = cookieOf(issuer);
  const end = token === undefined ? '; Max-Age=0' : '';
  ctx.append('Set-Cookie', `${name}=${token ?? ''}; ${attributes}${end}`);
}
