/**
 * The two profiles of clients, where the engine asks what counts (ADR 0038): `standard` is OpenID
 * Connect Core with the OAuth 2.1 habits, `strict` is FAPI 2.0 Security Profile (Final).
 */
import { decodeJwt, type JWTPayload } from 'jose';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { current } from './artefacts/unit-of-work.ts';
import type { KnownClients } from './known-clients.ts';

/** An assertion or a request object good for longer would have to be remembered for longer; seconds. */
const LONGEST = 3_600;
/** FAPI 2.0 Security Profile §5.3.2.1: clocks may differ by so much; seconds. */
export const CLOCK_TOLERANCE = 10;
/** The same section: what is said to be from later than this is refused; seconds. */
const FROM_LATER = 60;

type EngineClient = { clientId: string; clientAuthMethod?: string };

export function profiles(known: KnownClients) {
  const strict = (client: EngineClient | undefined): boolean =>
    client !== undefined && known.get(client.clientId)?.profile === 'strict';

  return {
    strict,

    /** The engine's own measures for FAPI 2.0: aud of assertions, PKCE, one redirect_uri said. */
    fapi: (_ctx: KoaContextWithOIDC, client: EngineClient | undefined): '2.0' | undefined =>
      strict(client) ? '2.0' : undefined,

    /**
     * A refresh token of a strict client stays the same (FAPI 2.0 §5.3.2.1: no rotation), since
     * every use of it is signed by its client and gives tokens bound to a key.
     */
    rotates: (ctx: KoaContextWithOIDC): boolean => !strict(ctx.oidc.client),

    /** RFC 7523 §3, and for strict clients FAPI 2.0 §5.3.2.1: `aud` is our issuer, as one string. */
    async assertion(
      ctx: KoaContextWithOIDC,
      { aud, exp, iat }: { aud?: unknown; exp?: unknown; iat?: unknown },
      _header: unknown,
      client: EngineClient,
    ): Promise<void> {
      if (strict(client) && aud !== ctx.oidc.provider.issuer)
        throw new errors.InvalidClientAuth('aud must be the issuer' as never);
      if (strict(client) && isFromLater(iat))
        throw new errors.InvalidClientAuth('iat is in the future' as never);
      if (!isSoon(exp))
        throw new errors.InvalidClientAuth('exp is further away than an hour' as never);
      current().dated(iat);
    },

    /**
     * RFC 9101 §10.2: a request object that never ends would be good for ever; §6.3: it is of the
     * client that it names, and names one.
     */
    async requestObject(
      ctx: KoaContextWithOIDC,
      { client_id, exp, iat }: { client_id?: unknown; exp?: unknown; iat?: unknown },
      _header: unknown,
      client: EngineClient,
    ): Promise<void> {
      // One of a pushed request is looked at when it is pushed.
      if (ctx.oidc.entities.PushedAuthorizationRequest) return;
      if (client_id !== client.clientId)
        throw new errors.InvalidRequestObject('client_id must be in the request object');
      if (!isSoon(exp)) throw new errors.InvalidRequestObject('exp must be within an hour');
      if (strict(client) && isFromLater(iat))
        throw new errors.InvalidRequestObject('iat is in the future');
    },

    /** A strict client's proof from later is refused, also with a nonce, for which the engine asks no time. */
    proof(ctx: KoaContextWithOIDC): void {
      const shown = ctx.get('DPoP');
      if (shown === '') return;
      const iat = claimsOf(shown)?.iat;
      current().dated(iat);
      if (strict(ctx.oidc.client) && isFromLater(iat))
        throw new errors.InvalidDpopProof('DPoP proof is from the future');
    },
  };
}

/** What a proof says, unchecked; whether it is one, the engine says. */
function claimsOf(proof: string): JWTPayload | undefined {
  try {
    return decodeJwt(proof);
  } catch {
    return undefined;
  }
}

export const isFromLater = (iat: unknown): boolean =>
  typeof iat === 'number' && iat > Date.now() / 1000 + FROM_LATER;

const isSoon = (exp: unknown): boolean =>
  typeof exp === 'number' && Number.isInteger(exp) && exp <= Date.now() / 1000 + LONGEST;
