import type { Context } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { originOf } from '../http/headers.ts';

/**
 * Pages of the engine's own making are forms that go on by themselves: the answer by `form_post`
 * (OAuth 2.0 Form Post Response Mode §2), and a sign-out where nobody is signed in. Our policy lets
 * them lead to the client that asked, and nowhere else. The engine has put the hash of its script
 * into the header, so that is mended and not written anew.
 */
export function letFormsLeave(ctx: Context): void {
  const { oidc } = ctx as Partial<KoaContextWithOIDC>;
  if (!oidc?.params || ctx.type !== 'text/html') return;
  const { response_mode, redirect_uri, post_logout_redirect_uri } = oidc.params;
  const answers = response_mode === 'form_post' && oidc.redirectUriCheckPerformed;
  const target = answers ? redirect_uri : post_logout_redirect_uri;
  const origin = typeof target === 'string' ? originOf(target) : undefined;
  if (!origin) return;
  const policy = ctx.response.get('Content-Security-Policy');
  ctx.set(
    'Content-Security-Policy',
    policy.replace(/form-action 'self'(?=;|$)/, `form-action 'self' ${origin}`),
  );
}
