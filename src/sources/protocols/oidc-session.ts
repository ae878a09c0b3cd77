import { compactDecrypt } from 'jose';
import type { SourceSession } from '../../sessions/sessions.ts';
import { type Mapping, reads } from '../mapping.ts';
import { mayNameSomebody } from './may-name-somebody.ts';
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
 * anything of the person stands, or could stand, is not kept: the provider then asks by itself.
 */
export async function sessionOf(
  token: string,
  claims: Record<string, unknown>,
  idToken: Record<string, unknown>,
  { settings, mapping }: { settings: OidcSettings; mapping: Mapping },
): Promise<SourceSession> {
  const { sub, sid } = idToken;
  const personal =
    Object.keys(idToken).some((name) => !ofTheSignIn.has(name)) ||
    ['sub', 'sid'].some((name) => isPersonal(name, idToken[name], claims, mapping));
  const ending = personal || token.length > LONGEST ? undefined : await plain(token, settings);
  return {
    ...(typeof sid === 'string' && { name: sid }),
    holder: String(sub),
    ...(ending !== undefined && { ending }),
  };
}

/** By its shape, by what it is read as, or by what else is said of the person. */
function isPersonal(
  name: string,
  value: unknown,
  claims: Record<string, unknown>,
  mapping: Mapping,
): boolean {
  if (value === undefined) return false;
  const text = String(value);
  return mayNameSomebody(text) || reads(mapping, name) || holds(text, claims);
}

/** Whether anything that is said of the person stands in a text, however it is written there. */
const holds = (text: string, claims: Record<string, unknown>): boolean =>
  Object.entries(claims).some(
    ([name, value]) => !ofTheSignIn.has(name) && leaves(value).some((leaf) => isIn(text, leaf)),
  );

const isIn = (text: string, said: string): boolean =>
  (said.length > 1 && text.includes(said)) ||
  (said.length > 3 && text.toLowerCase().includes(said.toLowerCase())) ||
  (digits(said).length >= SHORTEST && digits(text).includes(digits(said)));

/** So many digits are a date or number, whatever marks stand between them. */
const SHORTEST = 6;
const digits = (text: string) => text.normalize('NFKC').replace(/\D/g, '');

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return value >= 10 ** (SHORTEST - 1) ? [String(value)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

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
