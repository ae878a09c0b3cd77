import { randomBytes } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import type { Base } from '../../src/base.ts';
import { Refusal } from '../../src/errors.ts';
import { seeOther } from '../../src/http/see-other.ts';
import { makeAuthorities } from '../../src/identities/authorities.ts';
import type { AskingClient, Interaction, LiveSession, LoginNeeds } from '../../src/login/needs.ts';
import { makeSenders } from '../../src/messages/messages.ts';
import type { SignedIn } from '../../src/sessions/signed-in.ts';

type Asks = Partial<Record<string, string>> & { prompt_name?: string; reasons?: string };

export interface Engine {
  needs: LoginNeeds;
  /** `/auth?client_id=...` begins an interaction, as the real engine would after its own checks. */
  routes: Router;
  clients: Map<string, AskingClient>;
  /** Everybody who was let in, in order. */
  signedIn: SignedIn[];
  /** Ends all interactions, as their time would. */
  forgetInteractions(): void;
  forgetEverything(): void;
}

/** The engine's side of a sign-in, in memory: interactions and sessions by cookie, passing payloads. */
export function startEngine(base: Base, issuer: string): Engine {
  const interactions = new Map<string, Interaction>();
  const sessions = new Map<string, LiveSession>();
  const clients = new Map<string, AskingClient>();
  const payloads = new Map<string, { payload: object; until: number }>();
  const signedIn: SignedIn[] = [];
  const now = () => base.clock.now().getTime();
  const id = () => randomBytes(16).toString('hex');

  const live = (ctx: Context) => sessions.get(ctx.cookies.get('session') ?? '');
  const back = (ctx: Context, interaction: Interaction, answer: Record<string, string>) => {
    interactions.delete(interaction.uid);
    seeOther(ctx, `${interaction.params['redirect_uri']}?${new URLSearchParams(answer)}`);
  };

  const routes = new Router();
  routes.get('/auth', (ctx) => {
    const { prompt_name = 'login', reasons = 'no_session', ...params } = ctx.query as Asks;
    const uid = id();
    const session = live(ctx);
    interactions.set(uid, {
      uid,
      prompt: { name: prompt_name, reasons: reasons.split(' ') },
      params: { redirect_uri: clients.get(params['client_id'] ?? '')?.redirect_uris[0], ...params },
      session: session && { uid: session.uid, identity_id: session.identity_id },
      return_to: `${issuer}/auth/${uid}`,
    });
    ctx.append('Set-Cookie', `interaction=${uid}; Path=/signin/${uid}; HttpOnly`);
    seeOther(ctx, `/signin/${uid}`);
  });

  const needs: LoginNeeds = {
    base,
    issuer,
    interactions: {
      async details(ctx) {
        const interaction = interactions.get(ctx.cookies.get('interaction') ?? '');
        if (!interaction) throw new Refusal('login.expired');
        return interaction;
      },
      async finish(ctx, interaction, who) {
        signedIn.push(who);
        const session = {
          uid: id(),
          session_id: id(),
          identity_id: who.identity_id,
          level: who.level,
          started_at: base.clock.now(),
          proved_at: who.at,
        };
        sessions.set(session.uid, session);
        ctx.append('Set-Cookie', `session=${session.uid}; Path=/; HttpOnly`);
        back(ctx, interaction, { code: 'given' });
      },
      async carryOn(ctx, interaction) {
        back(ctx, interaction, { code: 'given', carried: 'on' });
      },
      async consented(ctx, interaction) {
        back(ctx, interaction, { code: 'given', consented: 'yes' });
      },
      async refuse(ctx, interaction, error, error_description) {
        back(ctx, interaction, { error, error_description });
      },
    },
    passing: {
      async put(kind, key, payload, ttl) {
        payloads.set(`${kind} ${key}`, {
          payload: structuredClone(payload),
          until: now() + ttl * 1000,
        });
      },
      async putOneOf(kind, key, payload, ttl, { of, most }) {
        const counted = (await needs.passing.read(kind, of)) as { counted?: number } | undefined;
        if (!counted || (counted.counted ?? 0) >= most) return false;
        const under = payloads.get(`${kind} ${of}`);
        if (under) under.payload = { ...under.payload, counted: (counted.counted ?? 0) + 1 };
        await needs.passing.put(kind, key, payload, ttl);
        return true;
      },
      async read(kind, key) {
        const kept = payloads.get(`${kind} ${key}`);
        return kept && kept.until > now() ? structuredClone(kept.payload) : undefined;
      },
      async once(key) {
        if (payloads.has(`once ${key}`)) return false;
        payloads.set(`once ${key}`, { payload: {}, until: Number.POSITIVE_INFINITY });
        return true;
      },
      async take(kind, key) {
        const kept = await needs.passing.read(kind, key);
        payloads.delete(`${kind} ${key}`);
        return kept;
      },
    },
    sessionOf: async (ctx) => live(ctx),
    signedOut: async () => undefined,
    clients: { read: async (client_id) => clients.get(client_id) },
    senders: makeSenders({}, base.clock),
    authorities: makeAuthorities({}),
    recovery_wait_ms: 72 * 3_600_000,
  };
  return {
    needs,
    routes,
    clients,
    signedIn,
    forgetInteractions: () => interactions.clear(),
    forgetEverything() {
      for (const kept of [interactions, sessions, payloads]) kept.clear();
      signedIn.length = 0;
    },
  };
}
