import type { KoaContextWithOIDC } from 'oidc-provider';

/** By which means a request says which client it is of: a `token_endpoint_auth_method` of RFC 7591 §2. */
export function authMethodOf(ctx: KoaContextWithOIDC): string {
  const said = (ctx.oidc.body ?? {}) as Record<string, unknown>;
  if (said['client_assertion']) return 'private_key_jwt';
  if (/^basic /i.test(ctx.get('authorization'))) return 'client_secret_basic';
  return said['client_secret'] ? 'client_secret_post' : 'none';
}
