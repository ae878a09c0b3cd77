import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import type { AccessToken, Provider } from 'oidc-provider';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import type * as sessions from '../sessions/sessions.ts';
import { findAccount } from './account.ts';
import type { Standing } from './artefacts/contract.ts';
import { current } from './artefacts/unit-of-work.ts';
import { coveredIn } from './covered.ts';
import type { KnownClients } from './known-clients.ts';
import { nextNonce, proofChallenge, readProof } from './proofs.ts';
import { stepUpWords } from './step-up.ts';
import { isFromLater } from './strict.ts';

/** Who calls one of our own APIs, by the access token that is shown (RFC 6750 §2.1, RFC 9449 §7.1). */
export interface Bearer {
  client_id: string;
  /** What the token has, the client is approved for and, where it rests on consent, the person allows. */
  scopes: Set<string>;
  /** The person for whom the client speaks; absent with client credentials. */
  identity_id?: string;
  /** What the session of the token may claim now. */
  level?: number;
  session_id?: string;
}

/**
 * Reads the token in the Authorization header. It speaks for a person only as long as the engine
 * would answer it at userinfo: session and identity stand, its grant too.
 * @throws Refusal 401 `oidc.no_token` or `oidc.bad_token`, with WWW-Authenticate (RFC 6750 §3)
 */
export function bearerReader(
  base: Base,
  engine: () => Provider,
  parts: { known: KnownClients; limits: sessions.Limits; issuer: string },
) {
  const speaksFor = findAccount(base, parts);

  return async (ctx: Context): Promise<Bearer> => {
    ctx.set('Cache-Control', 'no-store');
    const [, scheme, value] =
      /^(Bearer|DPoP) +([\w.~+/-]+=*)$/i.exec(ctx.get('Authorization')) ?? [];
    if (value === undefined) throw refused(ctx, 'oidc.no_token');
    // Both are looked up by the same key: one query.
    const [access, credentials] = await Promise.all([
      engine().AccessToken.find(value),
      engine().ClientCredentials.find(value),
    ]);
    const token = access ?? credentials;
    const client = token && parts.known.get(token.clientId ?? '');
    if (!token || !client) throw refused(ctx, 'oidc.bad_token');
    ctx.state.bearer_client = client.id;
    const strict = client.profile === 'strict';
    const shown = { scheme: scheme?.toLowerCase(), value, token, strict, issuer: parts.issuer };
    await proved(base, ctx, shown);
    const approved = new Set(client.scopes.split(' '));
    const scopes = new Set([...token.scopes].filter((scope) => approved.has(scope)));
    if (!access) return { client_id: client.id, scopes };
    const person = await personOf(ctx, access);
    if (!person) throw refused(ctx, 'oidc.bad_token');
    if ((person.level ?? 0) < client.level_floor) throw tooLow(ctx, client.level_floor);
    const { standing, ...bearer } = person;
    const covered = coveredIn(base, client, standing);
    return {
      client_id: client.id,
      scopes: new Set([...scopes].filter((scope) => covered.has(scope))),
      ...bearer,
    };
  };

  async function personOf(
    ctx: Context,
    token: AccessToken,
  ): Promise<
    (Pick<Bearer, 'identity_id' | 'level' | 'session_id'> & { standing: Standing }) | undefined
  > {
    const { accountId, clientId, grantId, sessionUid } = token;
    const grant = await engine().Grant.find(grantId ?? '');
    if (!grant || grant.clientId !== clientId || grant.accountId !== accountId) return undefined;
    // It looks at the token alone, and notes an activity of the session.
    if (!(await speaksFor(ctx as never, accountId, token))) return undefined;
    const standing = await current().standing(sessionUid ?? '');
    return (
      standing && {
        identity_id: standing.identity_id,
        level: standing.level,
        session_id: standing.session_id,
        standing,
      }
    );
  }
}

/**
 * A token that is bound to a key is worth nothing without a proof of that key, and one that is not
 * bound is not shown as if it were (RFC 9449 §7.1, §7.2). That a proof came before, the flush finds.
 */
async function proved(
  base: Base,
  ctx: Context,
  shown: {
    scheme: string | undefined;
    value: string;
    token: { jkt?: string | undefined; clientId?: string | undefined };
    strict: boolean;
    issuer: string;
  },
): Promise<void> {
  const { scheme, value, token, issuer } = shown;
  const proof = ctx.get('DPoP');
  if ((scheme === 'dpop') !== (token.jkt !== undefined) || (proof !== '') !== (scheme === 'dpop'))
    throw badProof(ctx, 'invalid_token');
  if (token.jkt === undefined) return;
  const called = { method: ctx.method, address: issuer + ctx.path, token: value };
  const read = await readProof(base, proof, called);
  ctx.set('DPoP-Nonce', nextNonce(base));
  if ('fault' in read) throw badProof(ctx, read.fault);
  if (read.jkt !== token.jkt || (shown.strict && isFromLater(read.iat)))
    throw badProof(ctx, 'invalid_dpop_proof');
  const mark = createHash('sha256').update(`${token.clientId}${read.jti}`).digest('base64url');
  current().mark(mark, read.seconds);
}

function badProof(ctx: Context, error: string): Refusal {
  ctx.set('WWW-Authenticate', proofChallenge(error));
  return new Refusal('oidc.bad_proof');
}

/** RFC 9470 §3. */
function tooLow(ctx: Context, floor: number): Refusal {
  const scheme = ctx.get('DPoP') ? 'DPoP' : 'Bearer';
  ctx.set('WWW-Authenticate', `${scheme} realm="songhua", ${stepUpWords(floor)}`);
  return new Refusal('oidc.level_too_low');
}

/** @throws Refusal 403 `oidc.scope_missing`, naming the scope (RFC 6750 §3.1) */
export function needScope(ctx: Context, { scopes }: Pick<Bearer, 'scopes'>, scope: string): void {
  if (scopes.has(scope)) return;
  ctx.set(
    'WWW-Authenticate',
    `Bearer realm="songhua", error="insufficient_scope", scope="${scope}"`,
  );
  ctx.state.scope_missing = scope;
  throw new Refusal('oidc.scope_missing');
}

function refused(ctx: Context, code: 'oidc.no_token' | 'oidc.bad_token'): Refusal {
  const error = code === 'oidc.bad_token' ? ', error="invalid_token"' : '';
  ctx.set('WWW-Authenticate', `Bearer realm="songhua"${error}`);
  return new Refusal(code);
}
