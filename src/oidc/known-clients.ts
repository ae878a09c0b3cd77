import { randomBytes } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';

/** The gateway's own account pages: a client without tokens (`response_type=none`), see ADR 0005. */
export const { ACCOUNT_CLIENT } = clients;

/** Those of its pages to which a sign-in comes back. */
export const accountReturns = [
  '/account',
  '/account/merging',
  '/account/blocks',
  '/account/factors',
  '/device',
] as const;
export type AccountPage = (typeof accountReturns)[number];

/**
 * The engine wants a secret of each client; what is compared stands in the table as a keyed hash
 * (internals.ts). Should the engine ever compare by itself again, nobody can know this one.
 */
const NOBODYS_SECRET = randomBytes(32).toString('base64url');

/** The clients as this node knows them, under one config_version. */
export interface KnownClients {
  get(id: string): clients.Client | undefined;
  /** Whether it was one that is retired: whoever comes for it reads so. */
  retired(id: string): boolean;
  /**
   * One that let people in, though it may not now: whoever is signed in there is to be signed out there
   * (Never 8), and one that is stopped or over has its own sessions still.
   */
  toldOfEndings(id: string): clients.Client | undefined;
  /** All of them in the engine's terms. */
  metadata(): readonly ClientMetadata[];
  /** In which private networks a client's keys may be fetched: those of the clients whose address it is. */
  networksOf(jwks_uri: string): readonly string[];
  /** Reads all anew; the version changed. */
  reload(): Promise<void>;
}

/** `states`: those in which a client is known at all (clients/life.ts). */
export function knownClients(base: Base, states: readonly clients.State[]): KnownClients {
  let byId = new Map<string, clients.Client>();
  let over = new Map<string, clients.Client>();
  let metadata: ClientMetadata[] = [];
  return {
    get: (id) => byId.get(id),
    retired: (id) => over.get(id)?.state === 'retired',
    toldOfEndings: (id) => byId.get(id) ?? over.get(id),
    metadata: () => metadata,
    networksOf: (jwks_uri) =>
      [...byId.values()].flatMap((client) =>
        client.jwks_uri !== null && new URL(client.jwks_uri).href === jwks_uri
          ? client.networks
          : [],
      ),
    async reload() {
      const all = await clients.all(base);
      const known = all.filter(({ state }) => states.includes(state));
      const ended = all.filter(({ state }) => state === 'suspended' || state === 'retired');
      over = new Map(ended.map((client) => [client.id, client]));
      byId = new Map(known.map((client) => [client.id, client]));
      metadata = known.map(metadataOf);
    },
  };
}

/**
 * A registration in the terms of OpenID Connect Dynamic Client Registration §2. A strict client has
 * no choice in what FAPI 2.0 Security Profile §5.3.2 demands.
 */
export function metadataOf(client: clients.Client): ClientMetadata {
  const inBrowser = client.grant_types.includes('authorization_code');
  const strict = client.profile === 'strict';
  const bySecret = ['client_secret_basic', 'client_secret_post'].includes(client.auth_method);
  return said({
    client_id: client.id,
    client_name: client.names['zh-CN'],
    ...(bySecret && { client_secret: NOBODYS_SECRET }),
    token_endpoint_auth_method: client.auth_method,
    application_type: client.application_type,
    jwks: client.jwks,
    jwks_uri: client.jwks_uri,
    redirect_uris: client.redirect_uris,
    post_logout_redirect_uris: client.post_logout_redirect_uris,
    response_types: inBrowser ? ['code'] : [],
    // internals.ts says why not all.
    grant_types: client.grant_types.filter((type) => type !== clients.deviceGrant),
    scope: client.scopes,
    // Without anybody signing in there is nobody to give a subject to.
    subject_type: clients.signsPeopleIn(client.grant_types) ? 'pairwise' : 'public',
    default_max_age: client.default_max_age,
    require_auth_time: client.require_auth_time,
    id_token_signed_response_alg: client.id_token_alg,
    id_token_encrypted_response_alg: client.id_token_encrypted_alg,
    id_token_encrypted_response_enc: client.id_token_encrypted_enc,
    userinfo_signed_response_alg: client.userinfo_signed_alg,
    userinfo_encrypted_response_alg: client.userinfo_encrypted_alg,
    userinfo_encrypted_response_enc: client.userinfo_encrypted_enc,
    request_object_signing_alg: client.request_object_alg,
    require_pushed_authorization_requests: strict,
    dpop_bound_access_tokens: strict,
    ...(client.backchannel_logout_uri !== null && {
      backchannel_logout_uri: client.backchannel_logout_uri,
      backchannel_logout_session_required: true,
    }),
  });
}

/** The engine takes what is not there for said when it is null. */
const said = (metadata: { [name: string]: unknown }): ClientMetadata =>
  Object.fromEntries(
    Object.entries(metadata).filter(([, value]) => value !== null),
  ) as unknown as ClientMetadata;
