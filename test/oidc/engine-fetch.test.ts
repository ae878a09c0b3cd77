/** What the engine fetches by itself takes the guarded way out. */
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownClients } from '../../src/oidc/known-clients.ts';
import { buildProvider } from '../../src/oidc/provider.ts';
import { type Site, site } from '../outbox/site.ts';
import { testClock } from '../support/clock.ts';
import { testRing } from '../support/ring.ts';

let inside: Site;
beforeEach(async () => {
  inside = await site((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[]}'),
  );
});
afterEach(() => inside.stop());

/** The engine's client with keys at an address; it reads them when it checks a signature. */
interface WithKeys {
  asymmetricKeyStore: { refresh(): Promise<void> };
}

describe('the engine', () => {
  it('does not read the keys of a client from the inside', async () => {
    const known = { get: () => undefined, metadata: () => [] } as unknown as KnownClients;
    const base = { db: undefined as never, ring: testRing(), clock: testClock() };
    const limits = { idle: 1_000, kiosk_idle: 1_000, absolute: 1_000 };
    const issuer = 'http://localhost:3000';
    const pair = await generateKeyPair('ES256', { extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    const privateJwk = await exportJWK(pair.privateKey);
    const key = { kid: 'one', alg: 'ES256', state: 'current', privateJwk, publicJwk } as const;
    const parts = { issuer, cookieKeys: [randomBytes(32)], keys: [key] };
    const provider = buildProvider(base, { ...parts, known, limits });
    const Client = provider.Client as unknown as new (metadata: object) => WithKeys;
    const client = new Client({
      client_id: 'sly',
      redirect_uris: ['https://hall.example/callback'],
      token_endpoint_auth_method: 'none',
      jwks_uri: `http://127.0.0.1:${inside.port}/jwks`,
    });
    await expect(client.asymmetricKeyStore.refresh()).rejects.toThrow();
    expect(inside.asked).toEqual([]);
  });
});
