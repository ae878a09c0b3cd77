import * as client from 'openid-client';
import type { Clock } from '../../clock.ts';
import { refusalOf } from './oidc-faults.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { outgoing, unavailable } from './outgoing.ts';

/** Metadata, not state: another node misses nothing when it reads the document itself. */
const KEPT_MS = 5 * 60_000;
const kept = new Map<string, { at: number; metadata: client.ServerMetadata }>();
const underWay = new Map<string, Promise<client.ServerMetadata>>();

/** Clocks may differ by this much (seconds), either way. */
export const TOLERANCE = 300;

/**
 * Reads the discovery document from the source itself (OpenID Connect Discovery 1.0 §4), so that
 * nobody is sent to a login system that is not there. Callers at one moment share one request: a
 * storm of sign-ins is one look.
 */
export function discover(settings: OidcSettings, clock: Clock): Promise<client.ServerMetadata> {
  const key = keyOf(settings);
  const running = underWay.get(key);
  if (running) return running;
  const look = ask(settings)
    .then((metadata) => {
      kept.set(key, { at: clock.now().getTime(), metadata });
      return metadata;
    })
    .finally(() => underWay.delete(key));
  underWay.set(key, look);
  return look;
}

/** The document as read some minutes ago at most; enough for the way back. */
export async function discovered(settings: OidcSettings, clock: Clock) {
  const known = kept.get(keyOf(settings));
  const age = known ? clock.now().getTime() - known.at : KEPT_MS;
  return known && age >= 0 && age < KEPT_MS ? known.metadata : discover(settings, clock);
}

/** An openid-client configuration for one step: our clock, our time-out, signatures checked. */
export function configure(metadata: client.ServerMetadata, settings: OidcSettings, clock: Clock) {
  const config = new client.Configuration(
    metadata,
    settings.client_id,
    {
      [client.clockSkew]: Math.round((clock.now().getTime() - Date.now()) / 1000),
      [client.clockTolerance]: TOLERANCE,
    },
    settings.client_auth === 'client_secret_basic'
      ? client.ClientSecretBasic(settings.client_secret)
      : client.ClientSecretPost(settings.client_secret),
  );
  config[client.customFetch] = outgoing(settings);
  // The library leaves a signature that came over TLS from the token endpoint unread; we read it,
  // since inner networks end TLS at proxies that we do not know.
  client.enableNonRepudiationChecks(config);
  if (settings.allow_http) client.allowInsecureRequests(config);
  return config;
}

/** What was read on one way counts on that way only: another list of networks looks for itself. */
const keyOf = ({ allow_http, networks, issuer }: OidcSettings) =>
  `${allow_http} ${networks.join()} ${issuer}`;

async function ask(settings: OidcSettings): Promise<client.ServerMetadata> {
  let metadata: client.ServerMetadata;
  try {
    const config = await client.discovery(
      new URL(settings.issuer),
      settings.client_id,
      undefined,
      client.None(),
      {
        [client.customFetch]: outgoing(settings),
        execute: settings.allow_http ? [client.allowInsecureRequests] : [],
      },
    );
    metadata = config.serverMetadata();
  } catch (error) {
    throw refusalOf(error, 'discovery');
  }
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    // The browser follows the first one: no scheme but the web's may stand there.
    if (!isWeb(metadata[name], settings.allow_http)) throw unavailable(`discovery ${name}`);
  }
  return metadata;
}

function isWeb(address: string | undefined, allowHttp: boolean): boolean {
  if (!address || !URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return protocol === 'https:' || (allowHttp && protocol === 'http:');
}
