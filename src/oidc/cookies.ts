/**
 * The names of the citizen realm's cookies. `__Host-` where the whole origin is meant; those of one
 * sign-in have a path of their own and can only be `__Secure-` (RFC 6265bis §4.1.3). Over http, in
 * development, names carry the port, since all ports of localhost are one site.
 */
export interface CookieNames {
  session: string;
  interaction: string;
  resume: string;
  /** The session that has just ended, for the receipt. */
  ended: string;
}

export function cookieNames(issuer: string): CookieNames {
  const { protocol, port } = new URL(issuer);
  const name = (prefix: string, what: string) =>
    protocol === 'https:' ? `${prefix}songhua${what}` : `songhua${what}-${port || '80'}`;
  return {
    session: name('__Host-', ''),
    interaction: name('__Secure-', '-signin'),
    resume: name('__Secure-', '-resume'),
    ended: name('__Secure-', '-ended'),
  };
}
