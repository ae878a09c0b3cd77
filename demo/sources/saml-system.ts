/**
 * The education authority: a SAML 2.0 identity provider, on 127.0.0.1 while everything else is on
 * localhost. To a browser that is another site, as departments are: our cookies are not sent with the
 * form that it posts.
 */
import { startSamlIdp } from '../../test/doubles/saml-idp.ts';
import type { KeyWithCertificate } from '../../test/doubles/saml-keys.ts';
import { documentOf } from '../http.ts';
import { HandOverPage } from '../pages/department.tsx';
import { claimsAbout } from './claims.ts';
import { pagesOf } from './entrance.ts';
import type { Beginning, LoginSystem } from './login-system.ts';

export async function startSamlSystem(
  { look, port, accounts }: Beginning,
  key: KeyWithCertificate,
): Promise<LoginSystem> {
  const { issuer, settings, stop } = await startSamlIdp({
    port,
    key,
    posts: (action, fields) => documentOf(HandOverPage({ system: look, action, fields })),
    ...pagesOf(look, accounts, (account) => ({
      name_id: account.subject,
      attributes: claimsAbout(account),
    })),
  });
  const patient = { ...settings, patience_ms: 5_000 };
  // It answers whoever asks by the address that the question names: one more needs nothing there.
  const second = { settings: patient };
  return { id: look.id, protocol: 'saml', address: issuer, settings: patient, second, stop };
}
