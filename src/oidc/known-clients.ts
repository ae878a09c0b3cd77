import { randomBytes } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';

/** The gateway's own account pages: a client without tokens (`response_type=none`), see ADR 0005. */
export const ACCOUNT_CLIENT = 'songhua-account';

/** Those of its pages to which a sign-in comes back. */
export const accountReturns = [
  '/account',
  '/account/merging',
  '/account/blocks',
  '/account/factors',
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
  /** All of them in the engine's terms. */
  metadata(): readonly ClientMetadata[];
  /** Reads all anew; the version changed. */
  reload(): Promise<void>;
}

export function knownClients(base: Base): KnownClients {
  let byId = new Map<string, clients.Client>();
  let metadata: ClientMetadata[] = [];
  return {
    get: (id) => byId.get(id),
    metadata: () => metadata,
    async reload() {
      const live = (await clients.all(base)).filter(({ state }) => state === 'live');
      byId = new Map(live.map((client) => [client.id, client]));
      metadata = live.map(metadataOf);
    },
  };
}

/** A registration in the terms of OpenID Connect Dynamic Client Registration §2. */
function metadataOf(client: clients.Client): ClientMetadata {
  const signsIn = client.grant_types.includes('authorization_code');
  return {
    client_id: client.id,
    client_name: client.names['zh-CN'],
    client_secret: NOBODYS_SECRET,
    token_endpoint_auth_method: 'client_secret_basic',
    redirect_uris: client.redirect_uris,
    post_logout_redirect_uris: client.post_logout_redirect_uris,
    response_types: signsIn ? ['code'] : [],
    grant_types: client.grant_types,
    scope: client.scopes,
    // Without anybody signing in there is nobody to give a subject to.
    subject_type: signsIn ? 'pairwise' : 'public',
    id_token_signed_response_alg: client.id_token_alg,
    ...(client.backchannel_logout_uri !== null && {
      backchannel_logout_uri: client.backchannel_logout_uri,
      backchannel_logout_session_required: true,
    }),
  };
}
