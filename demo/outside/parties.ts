/**
 * What a gateway is connected to outside the departments, all made up: a route of text messages, whose
 * telephones lie open on a page, a relay whose mails lie there too, and the authorities that check people, with a page in place of a
 * camera. They stand at the port of the authenticator. Nothing like it may exist beside a real gateway.
 */
import type Router from '@koa/router';
import type { Context } from 'koa';
import { authorityAt, type Visit } from '../../test/doubles/authority.ts';
import { bodyOf } from '../../test/doubles/http.ts';
import { smsGatewayAt } from '../../test/doubles/sms-gateway.ts';
import { documentOf, page, pageHeaders } from '../http.ts';
import { CameraPage } from '../pages/camera.tsx';
import { PhonesPage } from '../pages/phones.tsx';
import { newcomers } from '../people/newcomers.ts';
import type { Places } from '../places.ts';
import type { Account } from '../population.ts';
import type { Secrets } from '../secrets.ts';
import type { Mails } from './mails.ts';
import { allTemplates, type Message, messagesOf, newestFirst } from './messages.ts';
import { registersOf } from './registers.ts';

export interface Parties {
  /** Of the gateway's process. */
  env: Record<string, string>;
  routes(router: Router): void;
  /** Where else messages lie: a sandbox sends none to its citizens, and keeps them itself. */
  alsoFrom(read: (to?: string) => Promise<Message[]>): void;
}

export function partiesOf(
  { authenticator, gateway }: Places,
  { outside }: Secrets,
  accounts: readonly Account[],
  mails: Mails,
): Parties {
  const key = (secret: string) => ({ key_id: 'songhua-demo', secret });
  const sms = smsGatewayAt(`${authenticator}/send`, key(outside.sms));
  const authority = authorityAt(authenticator, registersOf(accounts, new Date()), {
    key: key(outside.authority),
    camera,
  });
  let kept: (to?: string) => Promise<Message[]> = async () => [];
  const all = async (to?: string) =>
    newestFirst([...messagesOf(sms.sent, to), ...mails.received(to), ...(await kept(to))]);
  // The doubles answer by themselves.
  const raw = (answer: typeof authority.answer | typeof sms.answer) => (ctx: Context) => {
    ctx.respond = false;
    return answer(ctx.req, ctx.res);
  };
  const asked = raw(authority.answer);
  return {
    env: {
      ...sms.env,
      ...authority.env,
      ...mails.env,
      SMS_TEMPLATES: allTemplates,
      OUTSIDE_NETWORKS: '127.0.0.0/8,::1/128',
      // The shortest there is: whoever tries it should see the end of it.
      RECOVERY_WAIT_HOURS: '1',
    },
    routes(router) {
      router
        .post('/send', raw(sms.answer))
        .post('/name', asked)
        .post('/operator', asked)
        .post('/face', asked)
        .all('/camera', asked)
        .get('/phones', async (ctx) =>
          page(ctx, PhonesPage({ gateway, messages: await all(), newcomers })),
        )
        .get('/phones.json', async (ctx) => {
          const { to } = ctx.query;
          ctx.body = { messages: await all(typeof to === 'string' ? to : undefined) };
        });
    },
    alsoFrom(read) {
      kept = read;
    },
  };
}

/** Asks who stood before it, since there is none. */
async function camera({ request, response, about, compare }: Visit): Promise<void> {
  if (request.method === 'POST') {
    const who = new URLSearchParams(await bodyOf(request)).get('who');
    if (who === 'themselves') return compare(about.id_number);
    if (who === 'another') return compare('another');
    return compare(undefined);
  }
  response
    .writeHead(200, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' })
    .end(documentOf(CameraPage({ name: about.name, action: request.url ?? '' })));
}
