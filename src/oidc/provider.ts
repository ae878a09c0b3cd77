import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import * as told from '../../config/oidc.ts';
import type { Base } from '../base.ts';
import { originOf } from '../http/headers.ts';
import type { SigningKey } from '../keys/keys.ts';
import * as sessions from '../sessions/sessions.ts';
import { findAccount } from './account.ts';
import { adapterFor } from './artefacts/adapter.ts';
import { current } from './artefacts/unit-of-work.ts';
import { cookieNames } from './cookies.ts';
import { engineFetch } from './engine-fetch.ts';
import { features } from './features.ts';
import { loadGrant } from './grants.ts';
import { openDoors } from './internals.ts';
import { mustBeKnown } from './kiosks.ts';
import { ACCOUNT_CLIENT, accountReturns, type KnownClients } from './known-clients.ts';
import { interactionPrompts } from './policy.ts';
import { renderError } from './refusals.ts';
import { hearRefusals } from './request-notes.ts';
import { tokenClaims } from './resources.ts';
import { CLOCK_TOLERANCE, profiles } from './strict.ts';
import { pairwise } from './subject.ts';

export interface ProviderParts {
  issuer: string;
  /** Cookies are signed with the first, verified with all. */
  cookieKeys: readonly Buffer[];
  keys: readonly SigningKey[];
  known: KnownClients;
  limits: sessions.Limits;
}

/** Builds the engine. Its `jwks` is read once: when keys change, another one is built and swapped in. */
export function buildProvider(base: Base, parts: ProviderParts): Provider {
  const provider = new Provider(parts.issuer, configuration(base, parts));
  provider.proxy = true;
  openDoors(base, provider, parts.known);
  hearRefusals(provider);
  provider.on('authorization.success', (ctx) => noteHop(base, parts.known, ctx));
  // Kept for the middleware around the engine, which answers faults in the gateway's own way.
  provider.on('server_error', (ctx, error) => {
    ctx.state['engine_fault'] = error;
  });
  return provider;
}

/** A first hop joins the client to the session, in the flush that the endpoint makes anyway. */
function noteHop(base: Base, known: KnownClients, ctx: KoaContextWithOIDC): void {
  const { client, session } = ctx.oidc;
  if (!client || !session || client.clientId === ACCOUNT_CLIENT) return;
  const work = current();
  const standing = work.knownStanding(session.uid);
  // A grant that is new or has grown is told too: the citizen sees what a client may receive.
  const grew = work.writes.put.some(({ kind }) => kind === 'Grant');
  if (!standing || (standing.joined && !grew)) return;
  const subject_of = standing.aliases?.[known.get(client.clientId)?.sector ?? ''];
  const { sql, bindings } = sessions.joinStatement(base, {
    session_id: standing.session_id,
    identity_id: standing.identity_id,
    client_id: client.clientId,
    sid: session.sidFor(client.clientId) as string,
    told: Boolean(client.backchannelLogoutUri),
    scope: ctx.oidc.grant?.getOIDCScope() ?? '',
    ...(subject_of && { subject_of }),
  });
  work.writes.also = { sql, bindings, must: { cte: 'participant_joined', rows: 1 } };
}

function configuration(base: Base, parts: ProviderParts): Configuration {
  const { issuer, known } = parts;
  const https = issuer.startsWith('https:');
  const { session, interaction, resume } = cookieNames(issuer);
  const speaksFor = findAccount(base, parts);
  const profile = profiles(known);
  const cookie = {
    signed: true,
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
    overwrite: true,
  } as const;
  return {
    adapter: adapterFor(base, {
      replayed: (work, { kind, payload }) =>
        work.events.push({
          kind: kind === 'RefreshToken' ? 'refresh.replayed' : 'code.replayed',
          actor: { kind: 'client', id: payload.clientId as string },
          client_id: payload.clientId as string,
          outcome: 'refused',
        }),
    }),
    // Given whole: what the adapter finds, the engine hashes at each request and remembers 100 of.
    clients: [
      ...known.metadata(),
      {
        client_id: ACCOUNT_CLIENT,
        redirect_uris: accountReturns.map((path) => issuer + path),
        response_types: ['none'],
        grant_types: [],
        token_endpoint_auth_method: 'none',
        subject_type: 'public',
        scope: 'openid',
      },
    ],
    clientDefaults: {
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'client_secret_basic',
    },
    clientAuthMethods: [...told.clientAuthMethods],
    assertJwtClientAuthClaimsAndHeader: profile.assertion as never,
    clockTolerance: CLOCK_TOLERANCE,
    jwks: {
      keys: parts.keys.map(({ privateJwk, kid, alg }) => ({ ...privateJwk, kid, alg, use: 'sig' })),
    } as never,
    enabledJWA: {
      idTokenSigningAlgValues: [...told.signatures],
      clientAuthSigningAlgValues: [...told.clientSignatures],
      requestObjectSigningAlgValues: [...told.clientSignatures],
      requestObjectEncryptionAlgValues: [],
      requestObjectEncryptionEncValues: [],
      dPoPSigningAlgValues: [...told.clientSignatures],
      userinfoSigningAlgValues: [...told.signatures],
      idTokenEncryptionAlgValues: [...told.encryption.alg],
      idTokenEncryptionEncValues: [...told.encryption.enc],
      userinfoEncryptionAlgValues: [...told.encryption.alg],
      userinfoEncryptionEncValues: [...told.encryption.enc],
    },
    cookies: {
      names: { session, interaction, resume },
      keys: [...parts.cookieKeys],
      long: { ...cookie, path: '/' },
      short: cookie,
    },
    claims: told.claims,
    scopes: told.scopes,
    acrValues: told.acrValues,
    extraParams: { source_hint: null, device: mustBeKnown(known) } satisfies Record<
      (typeof told.extraParams)[number],
      unknown
    >,
    subjectTypes: ['pairwise', 'public'],
    pairwiseIdentifier: pairwise(base, known),
    findAccount: (ctx, id, token) => {
      // At userinfo the client of a proof is known only now.
      profile.proof(ctx);
      return speaksFor(ctx, id, token);
    },
    loadExistingGrant: loadGrant(base, known),
    interactions: {
      policy: interactionPrompts(base, known),
      url: (_ctx, { uid }) => `/signin/${uid}`,
    },
    responseTypes: ['code', 'none'],
    // OpenID Connect Core §3.1.2.1, RFC 6749 §4.1.3: required, also of a client that has one only.
    allowOmittingSingleRegisteredRedirectUri: false,
    clientBasedCORS: mayCallFrom,
    pkce: {
      required: (_ctx, client) => {
        const until = known.get(client.clientId)?.pkce_exempt_until;
        return !until || until <= base.clock.now();
      },
    },
    rotateRefreshToken: profile.rotates,
    extraTokenClaims: tokenClaims as never,
    // Whoever comes to a machine next must not find the one before.
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.kind !== 'DeviceCode',
    routes: told.routes,
    ttl: {
      AccessToken: lifeOf(told.lifetimes.AccessToken),
      AuthorizationCode: told.lifetimes.AuthorizationCode,
      DeviceCode: told.lifetimes.DeviceCode,
      ClientCredentials: lifeOf(told.lifetimes.ClientCredentials),
      Grant: told.lifetimes.Grant,
      IdToken: told.lifetimes.IdToken,
      Interaction: told.lifetimes.Interaction,
      RefreshToken: (_ctx, token) =>
        token.scopes.has('offline_access')
          ? told.lifetimes.OfflineRefreshToken
          : told.lifetimes.RefreshToken,
      // A backstop: the session's own limits (src/sessions) end it earlier.
      Session: parts.limits.absolute / 1000 + 600,
    },
    renderError,
    fetch: engineFetch(known) as Configuration['fetch'],
    features: features(base, known, profile, speaksFor),
  };
}

/**
 * A page of a public client may call from the origins it comes back to. Others have a secret or a key,
 * and whoever uses that in a page has lost it.
 */
function mayCallFrom(
  ctx: KoaContextWithOIDC,
  origin: string,
  client: { clientAuthMethod?: string; redirectUris?: readonly string[] },
): boolean {
  if (origin === 'null') return false;
  if (client.clientAuthMethod !== 'none' && ctx.oidc.route !== 'userinfo') return false;
  return (client.redirectUris ?? []).some((uri) => originOf(uri) === origin);
}

/** Seconds; a token for a resource lives as long as the resource has it. */
const lifeOf =
  (usual: number) =>
  (_ctx: unknown, { resourceServer }: { resourceServer?: { accessTokenTTL?: number } }): number =>
    resourceServer?.accessTokenTTL ?? usual;
