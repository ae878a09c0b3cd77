/** The land register: a CAS server, as many offices put before their old applications. */
import { startCasServer } from '../../test/doubles/cas-server.ts';
import { claimsAbout } from './claims.ts';
import { pagesOf } from './entrance.ts';
import type { Beginning, LoginSystem } from './login-system.ts';

export async function startCasSystem({ look, port, accounts }: Beginning): Promise<LoginSystem> {
  const { server, settings, stop } = await startCasServer({
    port,
    ...pagesOf(
      look,
      accounts,
      (account) => ({ user: account.subject, attributes: claimsAbout(account) }),
      // CAS has no way back without a ticket: who cancels stays there.
      { cancels: false },
    ),
  });
  const patient = { ...settings, patience_ms: 5_000 };
  // Whatever address is visited from it takes for a service: one more needs nothing there.
  const second = { settings: patient };
  return { id: look.id, protocol: 'cas', address: server, settings: patient, second, stop };
}
