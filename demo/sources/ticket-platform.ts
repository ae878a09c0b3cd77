/**
 * The tax authority: a platform that sends people back with a ticket, each call to it signed in
 * headers, as Zhejiang's is. What it hands out on connection is made up here.
 */
import { startTicketGateway } from '../../test/doubles/ticket-gateway.ts';
import type { HandedOut } from '../../test/doubles/ticket-shapes.ts';
import { claimsAbout } from './claims.ts';
import { pagesOf } from './entrance.ts';
import type { Beginning, LoginSystem } from './login-system.ts';

export async function startTicketPlatform(
  { look, port, accounts }: Beginning,
  keys: HandedOut,
): Promise<LoginSystem> {
  const { origin, settings, stop } = await startTicketGateway({
    port,
    keys,
    shape: 'zhejiang',
    ...pagesOf(look, accounts, (account) => ({
      userid: account.subject,
      ...claimsAbout(account),
    })),
  });
  const patient = { ...settings, patience_ms: 5_000 };
  return { id: look.id, protocol: 'ticket', address: origin, settings: patient, stop };
}
