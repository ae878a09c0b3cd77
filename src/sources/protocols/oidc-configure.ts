import * as client from 'openid-client';
import type { Clock } from '../../clock.ts';
import { Unreadable } from '../unreadable.ts';
import { exactJson } from './oauth2-json.ts';
import { keyFor } from './oidc-keys.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { outgoing, unavailable } from './outgoing.ts';

/** Clocks may differ by this much (seconds), either way. */
export const TOLERANCE = 300;

/** How what comes encrypted may be encrypted (RFC 7518 §5.1). */
export const CONTENT = ['A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'];

/** An openid-client configuration for one step: our clock, our time-out, our keys, signatures checked. */
export async function configure(
  metadata: client.ServerMetadata,
  settings: OidcSettings,
  clock: Clock,
): Promise<client.Configuration> {
  const { id_token_signed_response_alg, userinfo_signed_response_alg, decryption_key } = settings;
  const config = new client.Configuration(
    metadata,
    settings.client_id,
    {
      [client.clockSkew]: Math.round((clock.now().getTime() - Date.now()) / 1000),
      [client.clockTolerance]: TOLERANCE,
      ...(id_token_signed_response_alg && { id_token_signed_response_alg }),
      ...(userinfo_signed_response_alg && { userinfo_signed_response_alg }),
    },
    await proofOf(settings),
  );
  config[client.customFetch] = exact(keysAreTheirs(outgoing(settings), metadata.jwks_uri));
  // The library leaves a signature that came over TLS from the token endpoint unread; we read it,
  // since inner networks end TLS at proxies that we do not know.
  client.enableNonRepudiationChecks(config);
  if (decryption_key !== undefined) {
    const key = await keyFor(decryption_key, settings.decryption_alg);
    client.enableDecryptingResponses(config, CONTENT, key);
  }
  if (settings.allow_http) client.allowInsecureRequests(config);
  return config;
}

/** No person stands behind a look at the keys: whatever is wrong with it is the source's. */
const keysAreTheirs =
  (send: client.CustomFetch, keys: string | undefined): client.CustomFetch =>
  async (url, options) => {
    try {
      return await send(url, options);
    } catch (error) {
      if (!(error instanceof Unreadable) || String(url) !== keys) throw error;
      throw unavailable(`keys ${error.detail.words?.['fault'] ?? ''}`);
    }
  };

/** What comes as JSON keeps its numbers, however long: the library would round them. */
const exact =
  (send: client.CustomFetch): client.CustomFetch =>
  async (url, options) => {
    const response = await send(url, options);
    if (!/^application\/([\w-]+\+)?json\b/i.test(response.headers.get('content-type') ?? ''))
      return response;
    const text = await response.text();
    const said = exactJson(text);
    const { status, headers } = response;
    return new Response(said === undefined ? text : JSON.stringify(said), { status, headers });
  };

/** How we prove to be this client (OpenID Connect Core §9). */
async function proofOf(settings: OidcSettings): Promise<client.ClientAuth> {
  const { client_auth, client_secret = '', client_key = '', client_key_alg } = settings;
  if (client_auth === 'client_secret_basic') return client.ClientSecretBasic(client_secret);
  if (client_auth === 'client_secret_post') return client.ClientSecretPost(client_secret);
  const { key, kid } = await keyFor(client_key, client_key_alg);
  return client.PrivateKeyJwt(kid === undefined ? key : { key, kid });
}
