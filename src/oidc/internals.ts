/**
 * The one door past oidc-provider's public options. Each opening says why, and has a test in
 * test/oidc/internals.test.ts that fails when a new version of the engine closes it.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { Base } from '../base.ts';
import { deviceGrant, hashOfSecret } from '../clients/clients.ts';
import type { KnownClients } from './known-clients.ts';

interface EngineClient {
  clientId: string;
  compareClientSecret(actual: string): boolean;
  backchannelLogout(): Promise<void>;
  grantTypeAllowed(type: string): boolean;
}

interface EngineSessions {
  get(ctx: unknown): Promise<{ new?: boolean; exp?: number }>;
}

export function openDoors(base: Base, provider: Provider, known: KnownClients): void {
  const client = provider.Client.prototype as unknown as EngineClient;
  // A door that an engine does not have any more would leave its own doing in force, unseen.
  for (const door of ['compareClientSecret', 'backchannelLogout', 'grantTypeAllowed'] as const) {
    if (typeof client[door] !== 'function') throw new Error(`the engine has no Client.${door}`);
  }

  // The engine compares with one secret in clear. Ours are kept as keyed hashes with an end each,
  // two valid at once.
  client.compareClientSecret = function compareClientSecret(this: EngineClient, actual) {
    const now = base.clock.now();
    let matches = false;
    for (const secret of known.get(this.clientId)?.secrets ?? []) {
      if (secret.expires_at && secret.expires_at <= now) continue;
      const given = Buffer.from(hashOfSecret(base, actual, secret.match_version));
      if (timingSafeEqual(given, Buffer.from(secret.secret_hash))) matches = true;
    }
    return matches;
  };

  // The engine would call each client while the person waits, once, without a record. Logout tokens
  // are owed through the outbox (sessions.end); the feature stays on for `sid` and its metadata.
  client.backchannelLogout = async () => {};

  // To a cookie that names no session the engine answers with another one, of nobody. Where the browser
  // has got a newer one meanwhile, that would sign the person out.
  const session = provider.Session as unknown as EngineSessions;
  if (typeof session.get !== 'function') throw new Error('the engine has no Session.get');
  const { get } = session;
  session.get = async function ofBrowser(ctx) {
    const found = await get.call(this, ctx);
    if (found.exp === undefined && !found.new) Object.defineProperty(found, 'new', { value: true });
    return found;
  };

  // Of a pairwise client that may use the device grant the engine demands an address of keys, to name
  // its sector by. Ours have a named sector; that grant is not in what the engine is told of them.
  const { grantTypeAllowed } = client;
  client.grantTypeAllowed = function allowed(this: EngineClient, type) {
    if (type !== deviceGrant) return grantTypeAllowed.call(this, type);
    return known.get(this.clientId)?.grant_types.includes(deviceGrant) ?? false;
  };
}
