/**
 * Owns: the face towards clients, OpenID Connect by oidc-provider: which engine is running under
 * which keys, the unit of work around it, and what login and the account pages need of it.
 * Does not own: who a person is (identities), where they are signed in (sessions), the pages.
 */
import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { discovery, ownRoutes } from '../../config/oidc.ts';
import type { Base } from '../base.ts';
import { knownStates } from '../clients/clients.ts';
import { Refusal } from '../errors.ts';
import * as keys from '../keys/keys.ts';
import { JWKS_MAX_AGE_SECONDS } from '../keys/lost.ts';
import type { Handler } from '../outbox/attempt.ts';
import { postEvent, postForm } from '../outbox/send.ts';
import * as sessions from '../sessions/sessions.ts';
import { accountPages } from './account-pages.ts';
import { answerLost, answersFaults } from './answers.ts';
import { type ArtefactStore, nothingToWrite, type Writes } from './artefacts/contract.ts';
import { endGrants, endGrantsOfClient } from './artefacts/end-grants.ts';
import { passing } from './artefacts/passing.ts';
import { unitOfWork } from './artefacts/per-request.ts';
import { current, type UnitOfWork } from './artefacts/unit-of-work.ts';
import { bearerReader, needScope } from './bearer.ts';
import { browserSessions } from './browser-sessions.ts';
import { encryptedTo } from './client-keys.ts';
import { cookieNames } from './cookies.ts';
import { answerHaste, sayInterval } from './device-pace.ts';
import { interactions } from './interactions.ts';
import { kiosks } from './kiosks.ts';
import { ACCOUNT_CLIENT, knownClients } from './known-clients.ts';
import { letFormsLeave } from './leaving-forms.ts';
import { logoutToken } from './logout-token.ts';
import { endGrantsOfRevokedKeys } from './lost-keys.ts';
import { comesAgain, leaveCookie } from './newer-cookie.ts';
import { noticeToken } from './notice-token.ts';
import { onToSource } from './on-to-source.ts';
import { postedRequests } from './posted-requests.ts';
import { buildProvider } from './provider.ts';
import { noteEnded } from './sign-out.ts';
import { DISCOVERY, isSpelt } from './spelling.ts';
import { sayLevel } from './step-up.ts';

export interface OidcSettings {
  /** The issuer, without a slash at its end. */
  issuer: string;
  /** Cookies are signed with the first, verified with all. */
  cookieKeys: readonly Buffer[];
  limits: sessions.Limits;
  /** Knows clients that are not live yet, and says of itself what it is. */
  sandbox: boolean;
}

export type Oidc = Awaited<ReturnType<typeof makeOidc>>;

/** Makes the face: reads clients and keys, builds the engine. `reload` when the config_version changes. */
export async function makeOidc(base: Base, store: ArtefactStore, settings: OidcSettings) {
  const known = knownClients(base, knownStates(settings));
  const names = cookieNames(settings.issuer);
  let signingKeys: keys.SigningKey[] = [];
  /** The keys and clients that the engine was built with: it reads both once. */
  let built: string | undefined;
  let engine: Provider;
  let run: Middleware;

  async function reload(): Promise<void> {
    await known.reload();
    const fresh = await keys.signingKeys(base);
    const now = JSON.stringify([fresh.map(({ kid, state }) => [kid, state]), known.metadata()]);
    if (now === built) return;
    built = now;
    signingKeys = fresh;
    engine = buildProvider(base, { ...settings, keys: fresh, known });
    run = compose(engine.middleware as Middleware[]);
  }
  await reload();
  const ownPages = accountPages(settings.issuer);
  const posted = postedRequests(base, store);

  return {
    reload,
    known,
    /** Whom a page names: a registered client, or the account pages themselves. */
    clients: {
      read: async (id: string) => (id === ACCOUNT_CLIENT ? ownPages : known.get(id)),
    },
    interactions: interactions(base, () => engine),
    passing: passing(base, store),
    ...browserSessions(base, () => engine, known, names, store),
    ...kiosks(base, () => engine, { known, store, limits: settings.limits }),

    /** Who calls one of our own APIs, and what for. */
    bearer: bearerReader(base, () => engine, { ...settings, known }),
    needScope,

    /** Around every route: the request's unit of work, flushed before the answer leaves. */
    unitOfWork: unitOfWork(base, store, {
      sessionsEnded: async (ctx, work, uids) => {
        const [ended] = await endedByEngine(base, ctx, work, uids, names);
        if (ended !== undefined) await onToSource(base, store, ctx, ended);
      },
      lost: async (ctx, work) => {
        await endUnborn(base, work.writes);
        answerLost(ctx, work);
      },
    }),

    /** The engine's endpoints; calls next for every other path. */
    endpoints: answersFaults(async (ctx, next) => {
      if (!isSpelt(ctx.path)) return next();
      if (await posted(ctx)) return;
      if (ctx.path === '/auth' && typeof ctx.query['client_id'] === 'string') {
        current().client_id = ctx.query['client_id'];
        if (known.retired(ctx.query['client_id'])) throw new Refusal('oidc.client_retired');
        bringPushed(ctx);
      }
      if (await comesAgain(ctx, engine, names)) return;
      await run(ctx, next);
      leaveCookie(ctx, names);
      letFormsLeave(ctx);
      sayLevel(ctx);
      if (ctx.path === '/token' && ctx.status === 400) await answerHaste(base, store, ctx);
      if (ctx.status !== 200) return;
      if (ctx.path === '/device/auth') sayInterval(ctx);
      if (ctx.path === '/introspect') nameCovered(ctx);
      // Nothing is said (RFC 7009 §2.2), so it has no type: oidc-client-ts takes none but JSON.
      if (ctx.path === '/revoke') ctx.remove('Content-Type');
      if (ctx.path === '/jwks')
        ctx.set('Cache-Control', `public, max-age=${JWKS_MAX_AGE_SECONDS}, must-revalidate`);
      if (ctx.path === DISCOVERY)
        ctx.body = {
          ...(ctx.body as object),
          ...discovery,
          // An endpoint of ours, not the engine's (ADR 0048).
          registration_endpoint: settings.issuer + ownRoutes.registration,
          // For whoever looks where an address leads to; no standard has a word for it.
          ...(settings.sandbox && { songhua_deployment: 'sandbox' }),
        };
    }),

    /** Tells one client of an ending (OpenID Connect Back-Channel Logout 1.0 §2.5). */
    tellLogout: (async (base, { body }) => {
      const client = known.toldOfEndings(body.client_id);
      if (!client?.backchannel_logout_uri) return { ok: false, fault: 'no_address', final: true };
      const signed = await logoutToken(base, settings.issuer, signingKeys, client, body);
      const logout_token = await encryptedTo(client, signed, settings.issuer);
      if (logout_token === undefined) return { ok: false, fault: 'no_key' };
      const { networks } = client;
      return postForm(client.backchannel_logout_uri, { logout_token }, { networks });
    }) satisfies Handler<'logout'>,

    /** Tells one client that something changed (RFC 8935); what it had asked for counts at the attempt. */
    tellNotice: (async (base, owed) => {
      const client = known.get(owed.body.client_id);
      if (!client?.notices_uri) return { ok: false, fault: 'no_address', final: true };
      if (!client.subscriptions.includes(owed.body.kind))
        return { ok: false, fault: 'not_subscribed', final: true };
      const token = await noticeToken(base, settings.issuer, signingKeys, client, owed);
      return postEvent(client.notices_uri, token, { networks: client.networks });
    }) satisfies Handler<'notice'>,

    /** The timed job: ends what stood on signing keys that were revoked. */
    endGrantsOfRevokedKeys: () => endGrantsOfRevokedKeys(base, store),
    endGrants,
    endGrantsOfClient,

    /** Ends a session in the artefact store: the first addressee of every ending. */
    endArtefact: (async (_base, { body }) => {
      if ('grant_ids' in body)
        await store.flush({ ...nothingToWrite(), revoke: [...body.grant_ids] });
      else await store.endSession(body.session_uid);
      return { ok: true, status: 200 };
    }) satisfies Handler<'artefact'>,
  };
}

/** RFC 9126 §2.2. */
const PUSHED = 'urn:ietf:params:oauth:request_uri:';

/** A request that was pushed comes with the session of the browser, in one round trip. */
function bringPushed({ query: { request_uri } }: Context): void {
  if (typeof request_uri !== 'string' || !request_uri.startsWith(PUSHED)) return;
  current().bring('PushedAuthorizationRequest', request_uri.slice(PUSHED.length));
}

/** An introspection names the scopes by which something would be given, and no others (RFC 7662 §2.2). */
function nameCovered(ctx: Context): void {
  const body = ctx.body as { scope?: string };
  const grant = (ctx as unknown as KoaContextWithOIDC).oidc?.entities.Grant;
  if (!grant || typeof body?.scope !== 'string') return;
  const over = [grant.getRejectedOIDCScope(), ...Object.values(grant.rejected?.resources ?? {})];
  const refused = new Set(over.join(' ').split(' '));
  body.scope = body.scope
    .split(' ')
    .filter((scope) => !refused.has(scope))
    .join(' ');
}

/** A sign-in that lost against its double had begun a session of its own, which no browser will have. */
async function endUnborn(base: Base, writes: Writes): Promise<void> {
  const uids = writes.put.flatMap(({ kind, uid }) => (kind === 'Session' && uid ? [uid] : []));
  if (uids.length > 0) await sessions.end(base, { uids }, { reason: 'replaced' });
}

/** The engine destroyed sessions (a confirmed sign-out): their participants are told. */
async function endedByEngine(
  base: Base,
  ctx: Context,
  work: UnitOfWork,
  uids: string[],
  names: ReturnType<typeof cookieNames>,
): Promise<string[]> {
  const ended: string[] = [];
  for (const uid of uids) {
    const standing = await work.standing(uid);
    if (!standing) continue;
    const actor = { kind: 'identity', id: standing.identity_id } as const;
    const all = await sessions.endBeside(base, standing.session_id, { reason: 'sign_out', actor });
    ended.push(...new Set([standing.session_id, ...all]));
  }
  if (ended.length > 0) noteEnded(ctx, names, ended);
  return ended;
}
