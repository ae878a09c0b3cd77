import { setTimeout } from 'node:timers/promises';
import type { Context, Middleware } from 'koa';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { routes } from '../../../config/oidc.ts';
import type { Base } from '../../base.ts';
import * as acceptance from '../../clients/acceptance/acceptance.ts';
import {
  idTokenFlaws,
  ofSomebodyElse,
  secondName,
  withFlaw,
} from '../../clients/acceptance/flaws.ts';
import type { Active, Switch } from '../../clients/acceptance/switches.ts';
import { Refusal } from '../../errors.ts';
import { wayOn } from '../../http/errors.ts';
import * as keys from '../../keys/keys.ts';
import { inner } from '../../outbox/networks.ts';
import type { Oidc } from '../oidc.ts';
import { robotCitizen } from './citizen.ts';
import {
  authorizationFacts,
  clientFacts,
  signOutFacts,
  tokenFacts,
  userinfoFacts,
} from './facts.ts';
import { logoutsInSandbox } from './logouts.ts';

export { isCitizen } from './citizens-store.ts';
export { sandboxRoutes } from './pages.ts';
export { settle } from './settling.ts';

/** The face of a sandbox: the same one, but for what it answers with to who wants it to fail. */
export const sandboxed = (base: Base, issuer: string, honest: Oidc): Oidc => ({
  ...honest,
  endpoints: inSandbox(base, issuer, honest.endpoints),
  tellLogout: logoutsInSandbox(issuer, honest.known, honest.tellLogout),
});

/** What the robot of a sandbox stands on. */
export const robotGround = (base: Base, issuer: string, wait = pause): acceptance.Ground => ({
  ...{ base, issuer, wait, own_networks: inner, citizen: robotCitizen },
});

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await setTimeout(ms, undefined, { signal });
};

/**
 * Around the engine of a sandbox, and of no other gateway (app.ts): for a client that has switched a
 * failure on, it makes the engine's answer into that failure; and while the robot tries a client, it
 * notes what the client does. It runs after the engine, within the unit of work: what is answered
 * with 503 has not happened, and no code is spent by it.
 */
function inSandbox(base: Base, issuer: string, engine: Middleware): Middleware {
  return async (ctx, next) => {
    // A request that is refused with a page of ours is noted too: the robot has to see what was wrong with it.
    let refusal: unknown;
    await engine(ctx, next).catch((fault: unknown) => {
      refusal = fault;
    });
    if (refusal === undefined && ctx.path === routes.jwks) return publishSecondNames(base, ctx);
    const asked = ctx as unknown as KoaContextWithOIDC;
    const client_id = asked.oidc?.client?.clientId;
    const place = placeOf(ctx.path);
    if (client_id === undefined) {
      if (refusal !== undefined) throw refusal;
      return;
    }
    const active = await acceptance.switches.active(base, client_id);
    const { run_id } = active;
    const made = failuresMade(active);
    ctx.state.sandbox_part = { in_run: run_id !== undefined, switched: made.switched };
    // A sign-in that goes on (/auth/…) is the same request.
    const first = place !== 'authorization' || ctx.path === routes.authorization;
    if (place !== undefined && run_id !== undefined && first)
      await acceptance.observe(base, run_id, {
        endpoint: place,
        facts: factsOf[place](asked),
      });
    if (refusal !== undefined) throw refusal;
    // Whoever switched a failure on finds the way back to the switches on the page that it makes.
    if (active.on.size > 0 && run_id === undefined)
      wayOn(ctx, { kind: 'switches', href: `/clients/apps/${client_id}/failures` });
    if (place !== undefined && active.on.size > 0) await failures[place](base, ctx, made, issuer);
  };
}

type Place = 'authorization' | 'pushed' | 'token' | 'userinfo' | 'end_session';

function placeOf(path: string): Place | undefined {
  if (path === routes.authorization || path.startsWith(`${routes.authorization}/`))
    return 'authorization';
  if (path === routes.token) return 'token';
  if (path === routes.userinfo) return 'userinfo';
  if (path === routes.end_session) return 'end_session';
  return path === routes.pushed_authorization_request ? 'pushed' : undefined;
}

const factsOf: Record<Place, (ctx: KoaContextWithOIDC) => acceptance.Facts> = {
  authorization: authorizationFacts,
  pushed: clientFacts,
  token: tokenFacts,
  userinfo: userinfoFacts,
  end_session: signOutFacts,
};

/** The switches of a request, asked for where the failure is about to be made: it is then noted. */
interface Made {
  on: Active['on'];
  /** Whether this one is on, and since when; if so it counts as made. */
  makes(which: Switch): { set_at: Date } | undefined;
  switched: Switch[];
}

function failuresMade({ on }: Active): Made {
  const switched: Switch[] = [];
  return {
    ...{ on, switched },
    makes(which) {
      const found = on.get(which);
      if (found && !switched.includes(which)) switched.push(which);
      return found;
    },
  };
}

type Failure = (base: Base, ctx: Context, made: Made, issuer: string) => Promise<void>;

const failures: Record<Place, Failure> = {
  async authorization(_base, ctx, { makes }, issuer) {
    if (makes('gateway_unavailable')) throw unavailable();
    const client = (ctx as unknown as KoaContextWithOIDC).oidc;
    const to = ctx.response.get('Location');
    const return_to = client.params?.['redirect_uri'];
    if (!to || typeof return_to !== 'string') return;
    const comesBack = to.startsWith(return_to);
    if (!comesBack && makes('source_down')) throw new Refusal('sources.unavailable');
    if (!client.redirectUriCheckPerformed) return;
    const refused = makes('consent_refused')
      ? new errors.AccessDenied()
      : makes('login_required')
        ? new errors.LoginRequired()
        : undefined;
    if (refused !== undefined) {
      const { error } = refused;
      // For the log of requests, which tells of it as of any that the engine refuses.
      ctx.state['engine_error'] = refused;
      const back = new URL(return_to);
      const { state } = client.params as { state?: string };
      back.search = String(
        new URLSearchParams({ error, ...(state !== undefined && { state }), iss: issuer }),
      );
      ctx.redirect(back.href);
      ctx.status = 303;
    } else if (comesBack) ctx.redirect(alteredReturn(to, makes));
  },
  async pushed() {},
  async token(base, ctx, { on, makes }) {
    if (makes('token_unavailable')) throw unavailable();
    const given = ctx.body as Record<string, unknown> | undefined;
    if (ctx.status !== 200 || typeof given?.['access_token'] !== 'string') return;
    if (makes('access_short')) given['expires_in'] = 1;
    if (makes('id_token_missing')) delete given['id_token'];
    if (typeof given['id_token'] !== 'string') return;
    for (const which of on.keys()) {
      const flaw = idTokenFlaws[which];
      const made = flaw && makes(which);
      if (made)
        given['id_token'] = await withFlaw(
          given['id_token'] as string,
          flaw,
          await keys.signingKeys(base),
          made.set_at,
        );
    }
  },
  async userinfo(base, ctx, { makes }) {
    if (makes('userinfo_unavailable')) throw unavailable();
    const other = ctx.status === 200 ? makes('userinfo_other_sub') : undefined;
    if (!other) return;
    if (typeof ctx.body === 'string')
      ctx.body = await withFlaw(ctx.body, 'subject', await keys.signingKeys(base), other.set_at);
    else ctx.body = ofSomebodyElse(ctx.body as object);
  },
  async end_session() {},
};

const unavailable = () => new Refusal('http.unavailable', { retry_after: 30 });

function alteredReturn(to: string, makes: Made['makes']): string {
  const url = new URL(to);
  const set = (which: Switch, name: string, value: string) => {
    if (url.searchParams.has(name) && makes(which)) url.searchParams.set(name, value);
  };
  set('state_altered', 'state', 'another-state');
  set('iss_altered', 'iss', 'https://elsewhere.example');
  set('code_invalid', 'code', 'no-code-of-ours');
  if (makes('iss_missing')) url.searchParams.delete('iss');
  return url.href;
}

/** Under `id_token_new_key` the same keys stand in the set a second time, under names of that hour. */
async function publishSecondNames(base: Base, ctx: Context): Promise<void> {
  const set = ctx.body as { keys?: { kid: string }[] } | undefined;
  const renamed = await acceptance.switches.nowOn(base, 'id_token_new_key');
  if (!set?.keys || renamed.length === 0) return;
  const more = renamed.flatMap(({ set_at }) =>
    (set.keys ?? []).map((key) => ({ ...key, kid: secondName(key.kid, set_at) })),
  );
  const { type } = ctx.response;
  ctx.body = { ...set, keys: [...set.keys, ...more] };
  ctx.type = type;
}
