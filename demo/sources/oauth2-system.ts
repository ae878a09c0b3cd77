/**
 * The medical insurance: almost OAuth 2, as Beijing's platform is. Its code is a `grant_code`, its
 * answers are in envelopes, and the number of a document is sealed under our secret.
 */
import { startOAuth2Dialect } from '../../test/doubles/oauth2-dialect.ts';
import { beijing } from '../../test/doubles/oauth2-shapes.ts';
import { claimsAbout } from './claims.ts';
import { pagesOf } from './entrance.ts';
import type { Beginning, LoginSystem } from './login-system.ts';

export async function startOAuth2System(
  { look, port, accounts }: Beginning,
  client_secret: string,
): Promise<LoginSystem> {
  const shape = {
    ...beijing(client_secret),
    person: ({ subject, ...claims }: { subject: string }) => ({ uniqueId: subject, ...claims }),
  };
  const { origin, settings, stop } = await startOAuth2Dialect(shape, {
    port,
    ...pagesOf(look, accounts, (account) => ({
      subject: account.subject,
      ...claimsAbout(account),
    })),
  });
  return { id: look.id, protocol: 'oauth2', address: origin, settings, stop };
}
