import * as client from 'openid-client';
import type { Clock } from '../../clock.ts';
import { refusalOf } from './oidc-faults.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { outgoing, unavailable } from './outgoing.ts';
import { isWeb } from './reach-settings.ts';

/** Metadata, not state: another node misses nothing when it reads the document itself. */
const KEPT_MS = 5 * 60_000;
const kept = new Map<string, { at: number; metadata: client.ServerMetadata }>();
const underWay = new Map<string, Promise<client.ServerMetadata>>();

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

/** What was read on one way counts on that way only: another list of networks looks for itself. */
const keyOf = ({ allow_http, networks, issuer, metadata }: OidcSettings) =>
  `${allow_http} ${networks.join()} ${issuer} ${JSON.stringify(metadata)}`;

async function ask(settings: OidcSettings): Promise<client.ServerMetadata> {
  if (settings.metadata) return asWritten(settings, settings.metadata);
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
    if (!isWeb(metadata[name] ?? '', settings.allow_http)) throw unavailable(`discovery ${name}`);
  }
  return metadata;
}

/** Without a document the key set is asked for, so that nobody is sent to a system that is not there. */
async function asWritten(
  settings: OidcSettings,
  written: NonNullable<OidcSettings['metadata']>,
): Promise<client.ServerMetadata> {
  const { userinfo_endpoint, end_session_endpoint, ...metadata } = written;
  const answer = await outgoing(settings)(metadata.jwks_uri, {
    ...{ method: 'GET', headers: {}, body: undefined, redirect: 'manual' },
  }).catch((error: unknown) => {
    throw refusalOf(error, 'discovery');
  });
  if (!answer.ok) throw unavailable(`discovery HTTP ${answer.status}`);
  return {
    ...metadata,
    issuer: settings.issuer,
    ...(userinfo_endpoint && { userinfo_endpoint }),
    ...(end_session_endpoint && { end_session_endpoint }),
  };
}
