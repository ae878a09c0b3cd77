import type { Context } from 'koa';
import type { PageFrame } from '../../views/frame.ts';
import { Refusal } from '../errors.ts';
import { thisBrowser } from '../http/browser.ts';
import { csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { formsMayLeadTo, originOf } from '../http/headers.ts';
import { preferLocales } from '../http/locale.ts';
import * as attempts from './attempt.ts';
import type { AskingClient, Interaction, LoginNeeds } from './needs.ts';
import { type Asked, asked } from './request.ts';

/** One request of one sign-in: what every page and step of it stands on. */
export interface At {
  needs: LoginNeeds;
  ctx: Context;
  interaction: Interaction;
  client: AskingClient;
  asked: Asked;
  attempt: attempts.Attempt;
  frame: PageFrame;
  /** The address of a step below this sign-in. */
  path(step?: string): string;
}

export const formToken = (uid: string) => `signin:${uid}`;

/**
 * The sign-in that this browser's cookie and this address agree on.
 * @throws Refusal `login.expired`, with the way back to the service where it is still known
 */
export async function at(needs: LoginNeeds, ctx: Context): Promise<At> {
  const uid = ctx.params['uid'] as string;
  const interaction = await details(needs, ctx, uid);
  const client = await needs.clients.read(interaction.params['client_id'] ?? '');
  if (!client) throw new Refusal('oidc.unknown_client');
  const path = (step?: string) => `/signin/${uid}${step ? `/${step}` : ''}`;
  const wanted = asked(interaction, client);
  preferLocales(ctx, wanted.ui_locales);
  // Each form here may be the last: the engine then leads to the client.
  formsMayLeadTo(ctx, originsOf(client));
  wayOn(ctx, { kind: 'again', href: path() }, { kind: 'other_way', href: path('ways') });
  wayBack(ctx, client);
  const kept = await attempts.read(needs, uid);
  const browser = thisBrowser(ctx, needs.base.ring, needs.issuer);
  if (kept && kept.browser !== browser) throw new Refusal('login.other_browser');
  const now = needs.base.clock.now().getTime();
  const attempt = kept ?? attempts.begin(uid, client.id, browser, now);
  // Kept from the first page on: a sign-in that expires there still knows the way back.
  if (!kept) await attempts.write(needs, attempt);
  return {
    needs,
    ctx,
    interaction,
    client,
    asked: wanted,
    attempt,
    frame: pageFrame(ctx, {
      client: {
        ...{ name: client.names, owner: client.department_names },
        ...(client.logo && { logo: `/client-logos/${client.logo}.png` }),
      },
      csrf: csrfToken(needs.base.ring, formToken(uid)),
    }),
    path,
  };
}

async function details(needs: LoginNeeds, ctx: Context, uid: string): Promise<Interaction> {
  try {
    const interaction = await needs.interactions.details(ctx);
    if (interaction.uid === uid) return interaction;
    throw new Refusal('login.expired');
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'login.expired')
      await wayToService(needs, ctx, uid);
    throw thrown;
  }
}

/** What was over was for some service: its name and home are no secret, and never a dead end. */
async function wayToService(needs: LoginNeeds, ctx: Context, uid: string): Promise<void> {
  const attempt = await attempts.read(needs, uid);
  const client = attempt && (await needs.clients.read(attempt.client_id));
  if (client) wayBack(ctx, client);
  wayOn(ctx, { kind: 'account', href: '/account' });
}

function wayBack(ctx: Context, client: AskingClient): void {
  if (client.home_uri) wayOn(ctx, { kind: 'client', href: client.home_uri, name: client.names });
}

function originsOf(client: AskingClient): string[] {
  const addresses = [...client.redirect_uris, ...(client.home_uri ? [client.home_uri] : [])];
  return addresses.flatMap((address) => originOf(address) ?? []);
}
