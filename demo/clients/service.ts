/**
 * A service that relies on Songhua, as a department would build one: an OpenID client with its own
 * pages and its own short sessions. The hall shows people their cases; a sub-hall takes them; the learning
 * platform asks people for what it would like to know of them.
 */
import Router from '@koa/router';
import Koa from 'koa';
import type * as clients from '../../src/clients/clients.ts';
import { dress, listen, page, type Running } from '../http.ts';
import { OutsidePage } from '../pages/service.tsx';
import { portOf } from '../places.ts';
import { desk } from './desk.ts';
import { hall } from './hall.ts';
import { learning } from './learning.ts';
import { type Door, signingIn } from './signing-in.ts';
import { type Songhua, songhuaFor } from './songhua.ts';

export interface Service {
  client_id: string;
  client_secret: string;
  /** Where it is found; its addresses below are registered at Songhua. */
  address: string;
  issuer: string;
  /** Its colour. */
  place: string;
  name: string;
  owner: string;
  scope: string;
  /** What it offers, as its page says. */
  matters: readonly Matter[];
  /** All services, for the switcher. */
  places: readonly { name: string; address: string }[];
  /** Of a sub-hall: whose cases it takes, and where it keeps them. */
  desk?: { department_code: string; file: string };
  /** On what its scopes rest, where some rest on consent. */
  claims?: readonly clients.Claim[];
}

export interface Matter {
  code: string;
  name: string;
}

export const redirectUri = (address: string) => `${address}/callback`;
export const postLogoutRedirectUri = (address: string) => `${address}/signed-out`;
export const backchannelLogoutUri = (address: string) => `${address}/backchannel-logout`;
export const noticesUri = (address: string) => `${address}/notices`;

function partOf(service: Service, songhua: Songhua, door: Door): { routes(router: Router): void } {
  if (service.desk) return desk(service, service.desk, songhua, door);
  return service.claims ? learning(service, songhua, door) : hall(service, songhua, door);
}

export async function startService(service: Service): Promise<Running> {
  const songhua = songhuaFor(service);
  const door = signingIn(service, songhua);
  const router = new Router();
  door.routes(router);
  partOf(service, songhua, door).routes(router);

  const app = new Koa();
  app.use(dress);
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch {
      // Songhua does not answer: this page is all that a service can do about it.
      return page(ctx, OutsidePage({ service, why: 'failed' }), 502);
    }
    if (ctx.status === 404 && !ctx.body) page(ctx, OutsidePage({ service, why: 'unknown' }), 404);
  });
  app.use(router.routes());
  return listen(app, portOf(service.address));
}
