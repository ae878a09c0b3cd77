import { compactDecrypt } from 'jose';
import type { SourceSession } from '../../sessions/sessions.ts';
import { CONTENT } from './oidc-configure.ts';
import { keyFor } from './oidc-keys.ts';
import type { OidcSettings } from './oidc-settings.ts';

/** An ID token longer than this is not kept for a sign-out: it goes into an address. */
const LONGEST = 4 * 1024;

/** Claims that speak of the sign-in and of nobody. */
const ofTheSignIn = new Set([
  ...['iss', 'sub', 'aud', 'azp', 'exp', 'iat', 'nbf', 'auth_time', 'nonce', 'jti', 'sid'],
  ...['acr', 'amr', 'at_hash', 'c_hash', 's_hash', 'rat', 'typ', 'session_state'],
]);

/**
 * The provider's session: its `sid`, whose it is, and the ID token as a hint for the sign-out there
 * (RP-Initiated Logout 1.0 §2, `id_token_hint`). The hint travels in an address, so that one in which
 * anything of the person stands is not kept: the provider then asks by itself whether to sign out.
 */
export async function sessionOf(
  token: string,
  claims: Record<string, unknown>,
  idToken: Record<string, unknown>,
  settings: OidcSettings,
): Promise<SourceSession> {
  const { sub, sid } = idToken;
  const personal =
    Object.keys(idToken).some((name) => !ofTheSignIn.has(name)) || holds(`${sub} ${sid}`, claims);
  const ending = personal || token.length > LONGEST ? undefined : await plain(token, settings);
  return {
    ...(typeof sid === 'string' && { name: sid }),
    holder: String(sub),
    ...(ending !== undefined && { ending }),
  };
}

/** Whether anything that is said of the person stands in a text. */
const holds = (text: string, claims: Record<string, unknown>): boolean =>
  Object.entries(claims).some(
    ([name, value]) =>
      !ofTheSignIn.has(name) &&
      typeof value === 'string' &&
      value.length > 1 &&
      text.includes(value),
  );

/** The signed token without what it was encrypted in for us (OpenID Connect Core §3.1.2.1). */
async function plain(token: string, settings: OidcSettings): Promise<string | undefined> {
  if (token.split('.').length !== 5) return token;
  const { decryption_key, decryption_alg } = settings;
  if (decryption_key === undefined) return undefined;
  const { key } = await keyFor(decryption_key, decryption_alg);
  const { plaintext } = await compactDecrypt(token, key, {
    keyManagementAlgorithms: [decryption_alg],
    contentEncryptionAlgorithms: [...CONTENT],
  });
  return new TextDecoder().decode(plaintext);
}
