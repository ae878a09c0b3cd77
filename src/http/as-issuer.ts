import type { Middleware } from 'koa';

/**
 * Every address that we build comes from the issuer, never from what a request says about its host:
 * whatever stands in Host and X-Forwarded-Host is overwritten. X-Forwarded-For counts only as far as
 * proxies of ours have written it (`app.maxIpsCount`); without one in front it is dropped.
 */
export function asIssuer(issuer: string, trustedProxies: number): Middleware {
  const { host, protocol } = new URL(issuer);
  return (ctx, next) => {
    const { headers } = ctx.req;
    headers.host = host;
    headers['x-forwarded-host'] = host;
    headers['x-forwarded-proto'] = protocol.slice(0, -1);
    if (trustedProxies === 0) delete headers['x-forwarded-for'];
    return next();
  };
}
