import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { z } from 'zod';
import { ownRoutes } from '../../../config/oidc.ts';
import type { Base } from '../../base.ts';
import { keyedHash } from '../../crypto/hash.ts';
import { Refusal, refused } from '../../errors.ts';
import * as input from '../../http/input.ts';
import { quota } from '../../http/quota.ts';
import { networkOf } from '../../http/rate-limit.ts';
import type { Act, Counts } from './counts.ts';
import * as dynamic from './dynamic.ts';
import * as tokens from './initial-tokens.ts';

/** What the endpoint of registrations needs of the parts beside it; composed in app.ts. */
export interface RegistrationNeeds {
  base: Base;
  /** The issuer, without a slash at its end. */
  issuer: string;
  /** This node knows from then on what was registered. */
  announced(): Promise<void>;
  counts: Counts;
}

const REGISTRATION = ownRoutes.registration;

/** Requests a minute of one network, of one initial token, of one application; over all nodes. */
const ofNetwork = quota('registrations network', 600);
const ofToken = quota('registrations token', 60);
const ofClient = quota('registrations client', 60);

export function routes(needs: RegistrationNeeds): Router {
  const { base, announced } = needs;
  const one = `${REGISTRATION}/:id`;
  return new Router()
    .post(REGISTRATION, endpoint(needs, 'register'), async (ctx) => {
      const token = await tokens.found(base, bearer(ctx));
      if (!token) throw unauthorised(ctx, true);
      await ofToken(base.db, token.id);
      const registered = await dynamic.register(base, token, await metadataIn(ctx));
      if (!registered) throw unauthorised(ctx, true);
      ctx.state.registration_client = registered.id;
      await announced();
      ctx.status = 201;
      ctx.body = told(needs, registered);
    })
    .get(one, endpoint(needs, 'read'), async (ctx) => {
      ctx.body = told(needs, await dynamic.read(base, await ownOf(needs, ctx)));
    })
    .put(one, endpoint(needs, 'replace'), async (ctx) => {
      const own = await ownOf(needs, ctx);
      const replaced = await dynamic.replace(base, own, await metadataIn(ctx));
      if (!replaced) throw unauthorised(ctx, true);
      await announced();
      ctx.body = told(needs, replaced);
    })
    .delete(one, endpoint(needs, 'remove'), async (ctx) => {
      const own = await ownOf(needs, ctx);
      if (!(await dynamic.remove(base, own))) throw unauthorised(ctx, true);
      await announced();
      ctx.status = 204;
    });
}

/** Around each of them: in OAuth's form, kept by nobody, only so often for a network, counted. */
function endpoint({ base, counts }: RegistrationNeeds, act: Act): Middleware {
  return async (ctx, next) => {
    ctx.state.oauth_errors = true;
    ctx.set('Cache-Control', 'no-store');
    let outcome: Parameters<Counts['count']>[1] = 'failed';
    try {
      await ofNetwork(base.db, keyedHash(base.ring, 'network', networkOf(ctx.ip)));
      await next();
      outcome = 'ok';
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.status < 500) outcome = thrown.code;
      throw thrown;
    } finally {
      counts.count(act, outcome);
    }
  };
}

/** The application of the address, if its token is shown. */
async function ownOf({ base }: RegistrationNeeds, ctx: Context): Promise<dynamic.Own> {
  const own = await dynamic.own(base, ctx['params'].id ?? '', bearer(ctx));
  if (!own) throw unauthorised(ctx, true);
  ctx.state.registration_client = own.id;
  await ofClient(base.db, own.id);
  return own;
}

/** RFC 6750 §2.1: in the header only. */
function bearer(ctx: Context): string {
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(ctx.get('Authorization')) ?? [];
  if (token === undefined) throw unauthorised(ctx, false);
  return token;
}

/** Whatever is wrong with a token, this is all that is said of it (RFC 6750 §3). */
function unauthorised(ctx: Context, shown: boolean): Refusal {
  ctx.set('WWW-Authenticate', `Bearer realm="songhua"${shown ? ', error="invalid_token"' : ''}`);
  return new Refusal('clients.token_refused');
}

/** The body: a JSON object. */
async function metadataIn(ctx: Context): Promise<Record<string, unknown>> {
  if (!ctx.is('application/json')) throw noObject();
  try {
    return await input.read(ctx, z.looseObject({}));
  } catch (cause) {
    if (!(cause instanceof Refusal) || cause.code !== 'http.bad_input') throw cause;
    throw noObject();
  }
}

const noObject = () => refused('clients.bad_metadata', [{ field: 'body', rule: 'json' }]);

/** RFC 7591 §3.2.1, RFC 7592 §3; a secret and a token stand only where they were just made. */
function told({ issuer }: RegistrationNeeds, registered: dynamic.Registered) {
  const { id, issued_at, stands, state, token, secret, asked = [] } = registered;
  return {
    client_id: id,
    client_id_issued_at: Math.floor(issued_at.getTime() / 1_000),
    ...(secret && { client_secret: secret, client_secret_expires_at: 0 }),
    ...(token && { registration_access_token: token }),
    registration_client_uri: `${issuer}${REGISTRATION}/${id}`,
    ...dynamic.metadataOf(stands),
    songhua_state: state,
    ...(asked.length > 0 && { songhua_asked: asked }),
  };
}
