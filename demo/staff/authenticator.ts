/**
 * The staff of the sample province have no telephones: this page shows the codes that their
 * authenticators would (RFC 6238). Nothing like it may exist beside a real gateway.
 */
import Router from '@koa/router';
import Koa from 'koa';
import { authenticator } from 'otplib';
import { dress, listen, page, type Running } from '../http.ts';
import type { Parties } from '../outside/parties.ts';
import { AuthenticatorPage } from '../pages/authenticator.tsx';
import { type Places, portOf } from '../places.ts';
import type { Secrets } from '../secrets.ts';
import { accessOf, members } from './members.ts';

/** At the same port, what is outside: they are its telephones and authorities too. */
export async function startAuthenticator(
  places: Places,
  secrets: Secrets,
  outside: Parties,
): Promise<Running> {
  const router = new Router();
  router.get('/', (ctx) =>
    page(
      ctx,
      AuthenticatorPage({
        console: `${places.gateway}/admin`,
        phones: `${places.authenticator}/phones`,
        left: authenticator.timeRemaining(),
        members: members.map((member) => {
          const { address, password, totp_secret } = accessOf(secrets, member.key);
          return { ...member, address, password, code: authenticator.generate(totp_secret) };
        }),
      }),
    ),
  );
  outside.routes(router);
  const app = new Koa();
  app.use(dress);
  app.use(router.routes());
  return listen(app, portOf(places.authenticator));
}
