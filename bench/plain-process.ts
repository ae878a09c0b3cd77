import { once } from 'node:events';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { Provider } from 'oidc-provider';
import { lifetimes } from '../config/oidc.ts';
import { connect } from '../src/db.ts';
import { meter } from './meter.ts';
import { makeTable, plainAdapter } from './plain-adapter.ts';
import { plainMemoryAdapter } from './plain-memory-adapter.ts';
import { plainRedisAdapter } from './plain-redis-adapter.ts';
import type { Settings } from './server-process.ts';

/**
 * The neighbour in the bench: oidc-provider with the usual adapter on the same store (a key or a row
 * per artefact), ES256, code flow with PKCE, rotating refresh tokens. Kept in its favour: clients and
 * accounts are in memory, there is no audit trail, no sessions' index, no level to compute, no page.
 */
meter();
const [settings] = (await once(process, 'message')) as [Settings];
const { databaseUrl, redisUrl, nothingStored, issuer, port, seeds, clients, jwk } = settings;
const redis = redisUrl ? new Redis(redisUrl, { keyPrefix: 'oidc:' }) : undefined;
const db =
  redis || nothingStored
    ? undefined
    : connect(databaseUrl, { applicationName: 'songhua bench plain' });
if (db && seeds) await makeTable(db);

const server = createServer();
await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
const provider = new Provider(issuer, {
  adapter: redis ? plainRedisAdapter(redis) : db ? plainAdapter(db) : plainMemoryAdapter(),
  clients: clients.map(({ id, secret, redirectUri }) => ({
    client_id: id,
    client_secret: secret,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'ES256',
  })),
  jwks: { keys: [{ ...jwk, kid: 'plain', alg: 'ES256', use: 'sig' }] } as never,
  claims: { openid: ['sub'], profile: ['name', 'updated_at'] },
  findAccount: async (_ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, name: '王**', updated_at: 1_767_225_600 }),
  }),
  async loadExistingGrant(ctx) {
    const { client, session, provider } = ctx.oidc;
    if (!client || !session) return undefined;
    const known = session.grantIdFor(client.clientId);
    if (known) return provider.Grant.find(known);
    const grant = new provider.Grant({
      clientId: client.clientId,
      accountId: session.accountId as string,
    });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
  interactions: { url: (_ctx, { uid }) => `/signin/${uid}` },
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: async () => true },
  },
  ttl: {
    AccessToken: lifetimes.AccessToken,
    AuthorizationCode: lifetimes.AuthorizationCode,
    Grant: lifetimes.Grant,
    IdToken: lifetimes.IdToken,
    Interaction: lifetimes.Interaction,
    RefreshToken: lifetimes.RefreshToken,
    Session: 12 * 3600,
  },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  cookies: { keys: ['the bench is on this machine only'] },
  routes: {
    authorization: '/auth',
    token: '/token',
    userinfo: '/userinfo',
    introspection: '/introspect',
  },
});
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/signin/')) return next();
  const accountId = `person-${ctx.path.slice('/signin/'.length)}`;
  await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId } });
  ctx.respond = false;
});
server.on('request', provider.callback());
process.on('SIGTERM', () => {
  server.close(async () => {
    redis?.disconnect();
    await db?.destroy();
    process.exit(0);
  });
  server.closeAllConnections();
});
process.send?.('listening');
