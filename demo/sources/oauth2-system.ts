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
  secrets: { first: string; second: string },
): Promise<LoginSystem> {
  const shapeFor = (client_id: string, client_secret: string) => ({
    ...beijing(client_secret, client_id),
    person: ({ subject, ...claims }: { subject: string }) => ({ uniqueId: subject, ...claims }),
  });
  const more = shapeFor('songhua-2', secrets.second);
  const { origin, settings, stop } = await startOAuth2Dialect(shapeFor('songhua', secrets.first), {
    port,
    also: [more],
    ...pagesOf(look, accounts, (account) => ({
      subject: account.subject,
      ...claimsAbout(account),
    })),
  });
  return {
    ...{ id: look.id, protocol: 'oauth2', address: origin, settings, stop },
    second: { settings: more.settings(origin), preset: 'beijing-like' },
  };
}
