import type { Context, Middleware } from 'koa';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import * as clients from '../clients/clients.ts';
import { authMethodOf } from './auth-method.ts';
import type { KnownClients } from './known-clients.ts';
import { nameOf, namesOf } from './refused-names.ts';

declare module 'koa' {
  interface DefaultState {
    /** The client whose access token was shown at an API of ours (bearer.ts). */
    bearer_client?: string;
    /** The client whose registration a program wrote or read (clients/dynamic), once its token was shown. */
    registration_client?: string;
    /** What the engine refused with, if it did; what it says to outsiders is less. */
    engine_error?: EngineError;
    /** Which scope an API of ours missed in the token. */
    scope_missing?: string;
    /** What a sandbox had to do with the answer (oidc/sandbox). */
    sandbox_part?: { in_run: boolean; switched: readonly string[] };
  }
}

interface EngineError extends Error {
  error?: string;
  error_detail?: string;
  error_description?: string;
  scope?: string;
}

/** What of the engine's routes is told to a client's owner, and by which name. */
const endpoints: Readonly<Record<string, clients.RequestEndpoint>> = {
  authorization: 'authorization',
  resume: 'authorization',
  pushed_authorization_request: 'pushed_authorization_request',
  device_authorization: 'device_authorization',
  token: 'token',
  userinfo: 'userinfo',
  introspection: 'introspection',
  revocation: 'revocation',
  end_session: 'end_session',
};

/** Where a client shows that it is itself before anything else is looked at. */
const proving = new Set([
  'pushed_authorization_request',
  'device_authorization',
  'token',
  'introspection',
  'revocation',
  'userinfo',
]);

/** Refusals of these endpoints that only a client which has shown that can get. */
const afterProof = new Set([
  'authorization_pending',
  'expired_token',
  'insufficient_scope',
  'invalid_dpop_proof',
  'invalid_grant',
  'invalid_scope',
  'invalid_target',
  'slow_down',
  'unsupported_grant_type',
  'use_dpop_nonce',
]);

const errorEvents = [
  'authorization.error',
  'device_authorization.error',
  'end_session.error',
  'grant.error',
  'introspection.error',
  'pushed_authorization_request.error',
  'revocation.error',
  'userinfo.error',
];

/** Keeps what the engine refuses with, for the log of requests. */
export function hearRefusals(provider: Provider): void {
  for (const event of errorEvents)
    provider.on(event as 'grant.error', (ctx: KoaContextWithOIDC, error) => {
      ctx.state['engine_error'] = error as EngineError;
    });
}

/**
 * Notes each request that names a client, once it is answered. Stands around the one place that
 * renders, so that it sees what was answered; it waits for nothing.
 */
export function noteRequests(known: KnownClients, log: clients.RequestLog): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } finally {
      note(ctx, known, log);
    }
  };
}

function note(ctx: Context, known: KnownClients, log: clients.RequestLog): void {
  const { state } = ctx;
  const oidc = 'oidc' in ctx ? (ctx['oidc'] as KoaContextWithOIDC['oidc']) : undefined;
  // Whoever gets there has shown its token; a draft that the engine does not know is logged too.
  const own = state.registration_client;
  const endpoint =
    own !== undefined
      ? 'registration'
      : state.bearer_client !== undefined
        ? 'api'
        : oidc && endpoints[oidc.route];
  if (endpoint === undefined) return;
  const named = ctx.query['client_id'];
  const client_id =
    own ??
    state.bearer_client ??
    oidc?.client?.clientId ??
    // Refused before the engine looked for the client.
    (typeof named === 'string' ? named : undefined);
  // An unknown one is nobody's.
  if (client_id === undefined || (own === undefined && !known.get(client_id))) return;
  const { error, detail, scope } = refusedWith(ctx);
  const reason = error === undefined ? undefined : clients.reasonOf(error, detail);
  log.note({
    ...{ client_id, endpoint, status: ctx.status, error, reason, code: state.refusal },
    ...state.sandbox_part,
    named: refusedNames(ctx, reason, { detail, scope }),
    proved:
      endpoint === 'api' ||
      endpoint === 'registration' ||
      (proving.has(endpoint) && (error === undefined ? ctx.status < 400 : afterProof.has(error))),
    description: detail && withoutValues(detail, oidc?.params),
    request_id: state.request_id,
  });
}

/** What of it was refused, by name: as the engine tells, or the field that a refusal of ours is about. */
function refusedNames(
  ctx: Context,
  reason: clients.RequestReason | undefined,
  said: { detail?: string | undefined; scope?: string | undefined },
): string[] {
  if ('oidc' in ctx && reason !== undefined) {
    const asked = ctx as unknown as KoaContextWithOIDC;
    return namesOf(reason, {
      ...{ detail: said.detail, scope: said.scope },
      params: asked.oidc.params ?? {},
      auth_method: authMethodOf(asked),
    });
  }
  const ours = ctx.state.refusal_field ?? ctx.state.scope_missing;
  return ours === undefined ? [] : [nameOf(ours)];
}

/** What it was refused with: as the engine threw it, or as the answer says where the flush was lost. */
function refusedWith({ state, status, body, headers }: Context): {
  error?: string | undefined;
  detail?: string | undefined;
  scope?: string | undefined;
} {
  const { engine_error: thrown } = state;
  if (thrown) {
    const detail = thrown.error_detail ?? thrown.error_description;
    const { origin } = headers;
    return {
      ...{ error: thrown.error, scope: thrown.scope },
      // The engine's sentence repeats it: anybody could choose what the owner is told, and as long as a header may be.
      detail: origin ? detail?.replace(`origin ${origin} `, 'origin … ') : detail,
    };
  }
  const { error } = (
    status >= 400 && typeof body === 'object' && body ? body : {}
  ) as Partial<EngineError>;
  // Two exchanges at once: the other one came first (answers.ts).
  if (error === 'invalid_grant') return { error, detail: 'already used' };
  return { error };
}

/**
 * The engine's words without anything that came with the request: what a client sends, a login_hint
 * among it, is not for a log (Never 9).
 */
export function withoutValues(text: string, params: object | undefined): string {
  let plain = text;
  for (const value of Object.values(params ?? {}))
    if (typeof value === 'string' && value.length > 3) plain = plain.replaceAll(value, '…');
  // Word by word: one pattern for both would go back in a long word from each of its letters.
  return plain
    .replace(/\S+/gu, (word) => (word.includes('@') ? '…' : word))
    .replace(/\d{5,}|\p{Cc}/gu, '…');
}
