/**
 * The tax authority: a platform that sends people back with a ticket, each call to it signed in
 * headers, as Zhejiang's is. What it hands out on connection is made up here.
 */
import { settingsFor, startTicketGateway } from '../../test/doubles/ticket-gateway.ts';
import type { HandedOut } from '../../test/doubles/ticket-shapes.ts';
import { claimsAbout } from './claims.ts';
import { pagesOf } from './entrance.ts';
import type { Beginning, LoginSystem } from './login-system.ts';

export async function startTicketPlatform(
  { look, port, accounts }: Beginning,
  keys: { first: HandedOut; second: HandedOut },
): Promise<LoginSystem> {
  const { origin, settings, stop } = await startTicketGateway({
    port,
    keys: keys.first,
    also: [keys.second],
    shape: 'zhejiang',
    ...pagesOf(look, accounts, (account) => ({
      userid: account.subject,
      ...claimsAbout(account),
    })),
  });
  const patience = { patience_ms: 5_000 };
  const more = { ...settingsFor('zhejiang', origin, keys.second), ...patience };
  return {
    ...{ id: look.id, protocol: 'ticket', address: origin, stop },
    settings: { ...settings, ...patience },
    second: { settings: more, preset: 'zhejiang' },
  };
}
