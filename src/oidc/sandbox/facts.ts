import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { digest, type Facts } from '../../clients/acceptance/acceptance.ts';
import { authMethodOf } from '../auth-method.ts';

/**
 * What the robot learns of a client's request: whether and how, and digests where two values are
 * compared. No secret, no token, no state leaves this file.
 */

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** At the authorisation endpoint: the parameters as they count, pushed ones too. */
export function authorizationFacts(ctx: KoaContextWithOIDC): Facts {
  const params = (ctx.oidc.params ?? {}) as Record<string, unknown>;
  const state = text(params['state']);
  const nonce = text(params['nonce']);
  return {
    in_front: Object.keys(ctx.query),
    response_type: text(params['response_type']),
    response_mode: text(params['response_mode']),
    redirect_uri: text(params['redirect_uri']),
    scope: text(params['scope']),
    prompt: text(params['prompt']),
    acr_values: text(params['acr_values']),
    claims: text(params['claims']) !== null,
    code_challenge: digest(params['code_challenge']),
    code_challenge_length: text(params['code_challenge'])?.length ?? 0,
    code_challenge_method: text(params['code_challenge_method']),
    state: digest(state),
    state_length: state?.length ?? 0,
    nonce: digest(nonce),
    nonce_length: nonce?.length ?? 0,
  };
}

/** At the token endpoint and where requests are pushed: how the client said who it is. */
export function clientFacts(ctx: KoaContextWithOIDC): Facts {
  const body = (ctx.oidc.body ?? {}) as Record<string, unknown>;
  const assertion = text(body['client_assertion']);
  return {
    auth: authMethodOf(ctx),
    ...(assertion !== null && assertionFacts(assertion)),
    ...dpopFacts(ctx),
  };
}

function assertionFacts(jwt: string): Facts {
  try {
    const { aud, jti, exp, iat } = decodeJwt(jwt);
    return {
      assertion_aud: [aud ?? []].flat(),
      assertion_jti: digest(jti),
      assertion_alg: decodeProtectedHeader(jwt).alg ?? null,
      assertion_life: typeof exp === 'number' && typeof iat === 'number' ? exp - iat : null,
    };
  } catch {
    return { assertion_aud: [] };
  }
}

export function dpopFacts(ctx: KoaContextWithOIDC): Facts {
  const proof = ctx.get('dpop');
  if (proof === '') return { dpop: false };
  try {
    return { dpop: true, dpop_jti: digest(decodeJwt(proof).jti) };
  } catch {
    return { dpop: true, dpop_jti: null };
  }
}

/** At the token endpoint: the grant, and digests of all that was given. */
export function tokenFacts(ctx: KoaContextWithOIDC): Facts {
  const body = (ctx.oidc.body ?? {}) as Record<string, unknown>;
  const given = (ctx.body ?? {}) as Record<string, unknown>;
  return {
    ...clientFacts(ctx),
    grant_type: text(body['grant_type']),
    verifier: body['code_verifier'] !== undefined,
    status: ctx.status,
    error: text(given['error']),
    access_token: digest(given['access_token']),
    refresh_token: digest(given['refresh_token']),
    id_token: digest(given['id_token']),
    encrypted: text(given['id_token'])?.split('.').length === 5,
    ...whose(ctx),
  };
}

/** Whom the client was told of: made-up people all, and the robot ends their sessions by it. */
function whose(ctx: KoaContextWithOIDC): Facts {
  const { AuthorizationCode: code, RefreshToken: refresh } = ctx.oidc.entities;
  const { sid, accountId } = (code ?? refresh ?? {}) as { sid?: string; accountId?: string };
  return { sid: sid ?? null, identity_id: accountId ?? null };
}

/** At userinfo: how the token came, and whether only the client can read the answer. */
export function userinfoFacts(ctx: KoaContextWithOIDC): Facts {
  return {
    in_header: /^(bearer|dpop) /i.test(ctx.get('authorization')),
    in_query: ctx.query['access_token'] !== undefined,
    status: ctx.status,
    encrypted: text(ctx.body)?.split('.').length === 5,
    ...dpopFacts(ctx),
  };
}

/** At the end of a session: what the client asked for (RP-Initiated Logout 1.0 §2). */
export function signOutFacts(ctx: KoaContextWithOIDC): Facts {
  const params = (ctx.oidc.params ?? {}) as Record<string, unknown>;
  return {
    hint: digest(params['id_token_hint']),
    post_logout_redirect_uri: text(params['post_logout_redirect_uri']),
    state: text(params['state']) !== null,
  };
}
