/**
 * A self-service machine in a hall, as its maker would build it (RFC 8628): nobody types a password on
 * it. It shows a code and its picture, asks Songhua as often as it was told, and clears its screen as
 * soon as somebody signs out here, on their telephone, or walks away.
 */
import { PassThrough } from 'node:stream';
import Router from '@koa/router';
import Koa from 'koa';
import * as oidc from 'openid-client';
import { pictureOf } from '../../src/http/picture.ts';
import { dress, formOf, listen, page, type Running, seeOther } from '../http.ts';
import { MachinePage, type Screen } from '../pages/machine.tsx';
import { portOf } from '../places.ts';
import { newSecret } from './local-sessions.ts';
import { logoutTokens } from './logout-tokens.ts';
import { songhuaFor } from './songhua.ts';

export interface SelfService {
  client_id: string;
  client_secret: string;
  issuer: string;
  address: string;
  owner: string;
  name: string;
  /** By which it names itself at Songhua. */
  device: string;
  /** Where it stands, and what is written on it. */
  hall: string;
  machine: string;
  scope: string;
}

/** Whoever is signed in at it, from what Songhua told it. */
interface Visit {
  sid: string;
  access_token: string;
}

export async function startMachine(machine: SelfService): Promise<Running> {
  const songhua = songhuaFor(machine);
  const tokens = logoutTokens(machine, songhua);
  /** Of a machine anybody may press the buttons; of its page only this one may send them. */
  const csrf = newSecret();
  let screen: Screen = { shows: 'start' };
  let visit: Visit | undefined;
  let asking: AbortController | undefined;
  const open = new Set<PassThrough>();

  function show(next: Screen): void {
    screen = next;
    for (const one of open) one.write('event: changed\ndata: 1\n\n');
  }

  /** Device Authorization Request and what follows it (RFC 8628 §3.1 to §3.5). */
  async function begin(): Promise<void> {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    const config = await songhua.metadata();
    const asked = await oidc.initiateDeviceAuthorization(config, {
      scope: machine.scope,
      device: machine.device,
    });
    const address = asked.verification_uri_complete ?? asked.verification_uri;
    show({
      shows: 'code',
      user_code: asked.user_code,
      address: asked.verification_uri,
      picture: pictureOf(address, asked.user_code),
    });
    void oidc
      .pollDeviceAuthorizationGrant(config, asked, undefined, { signal: mine.signal })
      .then((answer) => letIn(config, answer))
      .catch((fault: unknown) => {
        if (!mine.signal.aborted) show({ shows: 'over', why: whyOf(fault) });
      });
  }

  async function letIn(
    config: oidc.Configuration,
    answer: Awaited<ReturnType<typeof oidc.pollDeviceAuthorizationGrant>>,
  ): Promise<void> {
    const { access_token } = answer;
    const claims = answer.claims() as oidc.IDToken;
    const { name = '' } = await oidc.fetchUserInfo(config, access_token, claims.sub);
    visit = { sid: String(claims['sid']), access_token };
    show({ shows: 'person', name, level: Number(String(claims.acr).at(-1)) || 0 });
  }

  /** The screen is cleared first: what Songhua says to it does not matter to who comes next. */
  async function leave(): Promise<void> {
    const left = visit;
    visit = undefined;
    asking?.abort();
    show({ shows: 'over', why: 'signed_out' });
    if (left) await oidc.tokenRevocation(await songhua.metadata(), left.access_token);
  }

  const router = new Router()
    .get('/', (ctx) => page(ctx, MachinePage({ machine, screen, csrf })))
    .post('/start', async (ctx) => {
      if ((await formOf(ctx))['csrf'] === csrf) await begin();
      seeOther(ctx, '/');
    })
    .post('/leave', async (ctx) => {
      if ((await formOf(ctx))['csrf'] === csrf) await leave();
      seeOther(ctx, '/');
    })
    // Back-Channel Logout 1.0 §2.5: ended on the telephone, or left alone.
    .post('/backchannel-logout', async (ctx) => {
      const { logout_token = '' } = await formOf(ctx);
      try {
        const { sid } = await tokens.read(logout_token);
        if (visit && visit.sid === sid) {
          visit = undefined;
          show({ shows: 'over', why: 'ended' });
        }
        ctx.status = 200;
      } catch {
        ctx.status = 400;
        ctx.body = { error: 'invalid_request' };
      }
    })
    .get('/changes', (ctx) => {
      const one = new PassThrough();
      open.add(one);
      one.on('close', () => open.delete(one));
      one.write('event: hello\ndata: 1\n\n');
      ctx.type = 'text/event-stream';
      ctx.body = one;
    });

  const app = new Koa();
  app.use(dress);
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch {
      show({ shows: 'over', why: 'failed' });
      seeOther(ctx, '/');
    }
  });
  app.use(router.routes());
  const running = await listen(app, portOf(machine.address));
  return {
    async stop() {
      asking?.abort();
      await running.stop();
    },
  };
}

function whyOf(fault: unknown): 'refused' | 'expired' | 'failed' {
  const code = fault instanceof oidc.ResponseBodyError ? fault.error : undefined;
  if (code === 'access_denied') return 'refused';
  return code === 'expired_token' || code === 'invalid_grant' ? 'expired' : 'failed';
}
