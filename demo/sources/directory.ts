/** The health commission: a directory of the people who work in hospitals, asked over LDAP. */
import { startDirectory } from '../../test/doubles/ldap-directory.ts';
import { claimsAbout } from './claims.ts';
import type { Beginning, LoginSystem } from './login-system.ts';

export async function startHealthDirectory({
  look,
  port,
  accounts,
}: Beginning): Promise<LoginSystem> {
  const { put, settings, stop } = await startDirectory({ port });
  for (const account of accounts)
    put({
      subject: account.subject,
      username: account.username,
      password: account.password,
      attributes: claimsAbout(account),
    });
  return {
    ...{ id: look.id, protocol: 'ldap', address: `ldap://127.0.0.1:${port}`, settings, stop },
    second: { settings, preset: 'openldap' },
  };
}
