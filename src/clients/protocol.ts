/**
 * How a client speaks OpenID Connect: what a registration may say of it, and what of that cannot
 * stand (OpenID Connect Dynamic Client Registration 1.0 §2, in names of our own where there are two).
 */
import type { Fault, Rule } from '../faults.ts';
import { algorithmsOf, faultsInKeySet, hasKeyFor, type KeySet, readKeySet } from './key-set.ts';

export const profiles = ['standard', 'strict'] as const;
export const authMethods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const;
export const applicationTypes = ['web', 'native'] as const;
/** What we sign with; strict clients verify ES256 only. */
export const signingAlgs = ['ES256', 'RS256'] as const;
/** What a client may sign with: its assertions, its request objects. */
export const clientSigningAlgs = ['ES256', 'PS256'] as const;
export const encryptionAlgs = [
  ...algorithmsOf.EC.enc,
  ...algorithmsOf.RSA.enc,
] as readonly EncryptionAlg[];
export const encryptionEncs = ['A128CBC-HS256', 'A128GCM', 'A256GCM'] as const;

export type Profile = (typeof profiles)[number];
export type AuthMethod = (typeof authMethods)[number];
export type EncryptionAlg = (typeof algorithmsOf)['EC' | 'RSA']['enc'][number];
export type EncryptionEnc = (typeof encryptionEncs)[number];

/** The columns as they are kept. */
export interface Protocol {
  profile: Profile;
  auth_method: AuthMethod;
  application_type: (typeof applicationTypes)[number];
  jwks: KeySet | null;
  jwks_uri: string | null;
  /** Where somebody may begin a sign-in from outside (OpenID Connect Core §4). */
  initiate_login_uri: string | null;
  /** Seconds; how old a sign-in may be where the request does not say (OpenID Connect Core §2, `max_age`). */
  default_max_age: number | null;
  require_auth_time: boolean;
  id_token_encrypted_alg: EncryptionAlg | null;
  id_token_encrypted_enc: EncryptionEnc | null;
  userinfo_signed_alg: (typeof signingAlgs)[number] | null;
  userinfo_encrypted_alg: EncryptionAlg | null;
  userinfo_encrypted_enc: EncryptionEnc | null;
  request_object_alg: (typeof clientSigningAlgs)[number] | null;
  /** Resource indicators (RFC 8707) for which it may get JWT access tokens (RFC 9068). */
  resources: string[];
}

/** What a registration says of it: whatever is not said is as OpenID Connect has it. */
export type ProtocolSaid = {
  [Field in keyof Protocol]?: Field extends 'jwks' ? unknown : NonNullable<Protocol[Field]>;
};

/** What else of a registration decides about it. */
interface Around {
  redirect_uris: readonly string[];
  id_token_alg?: string | undefined;
  pkce_exempt?: unknown;
  grant_types?: readonly string[] | undefined;
}

export function protocolOf(said: ProtocolSaid): Protocol {
  const enc = (alg: unknown, enc: EncryptionEnc | undefined) =>
    alg ? (enc ?? 'A128CBC-HS256') : null;
  return {
    profile: said.profile ?? 'standard',
    auth_method: said.auth_method ?? 'client_secret_basic',
    application_type: said.application_type ?? 'web',
    jwks: readKeySet(said.jwks) ?? null,
    jwks_uri: said.jwks_uri ?? null,
    initiate_login_uri: said.initiate_login_uri ?? null,
    default_max_age: said.default_max_age ?? null,
    require_auth_time: said.require_auth_time ?? false,
    id_token_encrypted_alg: said.id_token_encrypted_alg ?? null,
    id_token_encrypted_enc: enc(said.id_token_encrypted_alg, said.id_token_encrypted_enc),
    userinfo_signed_alg: said.userinfo_signed_alg ?? null,
    userinfo_encrypted_alg: said.userinfo_encrypted_alg ?? null,
    userinfo_encrypted_enc: enc(said.userinfo_encrypted_alg, said.userinfo_encrypted_enc),
    request_object_alg: said.request_object_alg ?? null,
    resources: said.resources ?? [],
  };
}

const allowed = {
  profile: profiles,
  auth_method: authMethods,
  application_type: applicationTypes,
  id_token_encrypted_alg: encryptionAlgs,
  id_token_encrypted_enc: encryptionEncs,
  userinfo_signed_alg: signingAlgs,
  userinfo_encrypted_alg: encryptionAlgs,
  userinfo_encrypted_enc: encryptionEncs,
  request_object_alg: clientSigningAlgs,
} as const satisfies { [Field in keyof Protocol]?: readonly string[] };

type Say = (field: keyof Protocol, rule: Rule, more?: Pick<Fault, 'at' | 'words'>) => void;

/** Every field that cannot stand; addresses of it are looked at where all addresses are. */
export function faultsInProtocol(said: ProtocolSaid & Around): Fault[] {
  const faults: Fault[] = [];
  const say: Say = (field, rule, more = {}) => faults.push({ field, rule, ...more });
  for (const [field, values] of Object.entries(allowed)) {
    const value = said[field as keyof typeof allowed];
    if (value !== undefined && !(values as readonly string[]).includes(value))
      say(field as keyof Protocol, 'one_of', { words: { allowed: values.join(', ') } });
  }
  if (said.default_max_age !== undefined && !isSeconds(said.default_max_age))
    say('default_max_age', 'max_age');
  const resources = said.resources ?? [];
  if (resources.length > 20) say('resources', 'many', { words: { most: 20 } });
  for (const [at, one] of resources.entries())
    if (!isResource(one)) say('resources', 'resource', { at });
  // Nobody can be told from anybody else there: no token without a person, no sign-in without PKCE.
  if (said.auth_method === 'none') {
    if (said.grant_types?.includes('client_credentials')) say('auth_method', 'none_machine');
    if (said.pkce_exempt) say('auth_method', 'none_pkce');
  }
  sayOfKeys(said, say);
  if (said.profile === 'strict') sayOfStrict(said, say);
  return faults;
}

function sayOfKeys(said: ProtocolSaid & Around, say: Say): void {
  const keys = said.jwks === undefined ? undefined : readKeySet(said.jwks);
  if (said.jwks !== undefined && !keys)
    for (const { rule, at } of faultsInKeySet(said.jwks))
      say('jwks', rule, at === undefined ? {} : { at });
  if (said.jwks !== undefined && said.jwks_uri !== undefined) say('jwks', 'keys_both');
  // Behind an address the keys are whatever stands there when they are needed.
  const has = (algs: readonly string[]) =>
    said.jwks_uri !== undefined || algs.some((alg) => keys && hasKeyFor(keys, alg));
  if (said.auth_method === 'private_key_jwt' && !has(clientSigningAlgs)) say('jwks', 'key_needed');
  if (said.request_object_alg && !has([said.request_object_alg]))
    say('request_object_alg', 'key_for');
  for (const of of ['id_token', 'userinfo'] as const) {
    const alg = said[`${of}_encrypted_alg`];
    if (alg && !has([alg])) say(`${of}_encrypted_alg`, 'key_for');
    if (said[`${of}_encrypted_enc`] && !alg) say(`${of}_encrypted_enc`, 'enc_idle');
  }
  // Signed, then encrypted: what is only encrypted anybody may have written.
  if (said.userinfo_encrypted_alg && !said.userinfo_signed_alg)
    say('userinfo_signed_alg', 'signed_needed');
}

/** What FAPI 2.0 Security Profile §5.3 asks of a client and a registration can show. */
function sayOfStrict(said: ProtocolSaid & Around, say: Say): void {
  const { id_token_alg = 'ES256', pkce_exempt, redirect_uris, application_type } = said;
  if (said.auth_method !== 'private_key_jwt') say('auth_method', 'strict_method');
  if (said.userinfo_signed_alg === 'RS256') say('userinfo_signed_alg', 'strict_alg');
  // Verifying RS256, or exempt from PKCE, or reached over http: none of these is strict.
  if (id_token_alg !== 'ES256') say('profile', 'strict_id_token');
  else if (pkce_exempt) say('profile', 'strict_pkce');
  else if (application_type !== 'native' && redirect_uris.some((uri) => uri.startsWith('http:')))
    say('profile', 'strict_https');
}

const isSeconds = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= 86_400 * 365;

/** An absolute address without a fragment (RFC 8707 §2): a name only, nothing is fetched there. */
function isResource(text: string): boolean {
  return (
    text.length <= 500 && !text.includes('#') && /^(https:|urn:)/.test(text) && URL.canParse(text)
  );
}
