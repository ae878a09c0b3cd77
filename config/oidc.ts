/** What oidc-provider is told that does not depend on anything else: scopes, claims, times, paths. */

/** Which claims a scope covers (DOMAIN 3.4). `name` is masked unless `realname` is granted too. */
export const claims = {
  openid: ['sub', 'acr', 'amr', 'auth_time'],
  profile: ['name', 'updated_at', 'version'],
  realname: ['name', 'alias', 'gender', 'birthdate', 'real_name_level', 'real_name_at'],
  phone: ['phone_number', 'phone_number_verified'],
  idno: ['id_type', 'id_no'],
  iss: null,
  sid: null,
};

export const scopes = [
  'openid',
  'profile',
  'phone',
  'realname',
  'idno',
  'offline_access',
  /** A citizen's own cases, with the citizen's access token. */
  'records',
  /** With client credentials: a department reports cases; an approved hall reads those of a subject. */
  'records:write',
  'records:read',
];

/** `urn:songhua:acr:<level>`, the weakest first. */
export const acrValues = [0, 1, 2, 3, 4].map((level) => `urn:songhua:acr:${level}`);

export const routes = {
  authorization: '/auth',
  pushed_authorization_request: '/par',
  token: '/token',
  userinfo: '/userinfo',
  jwks: '/jwks',
  introspection: '/introspect',
  revocation: '/revoke',
  end_session: '/signout',
  device_authorization: '/device/auth',
  /** The page is ours (account/kiosk.ts); the engine only tells machines of it. */
  code_verification: '/device',
};

/** Endpoints of ours that the discovery document names. */
export const ownRoutes = { registration: '/reg' } as const;

/** Parameters of an authorisation that are ours; docs/integrate-a-client.md says what each does. */
export const extraParams = ['source_hint', 'device'] as const;

/** Seconds. */
export const lifetimes = {
  AuthorizationCode: 60,
  /** Of a machine that waits for somebody's telephone. */
  DeviceCode: 120,
  AccessToken: 30 * 60,
  /** Signed ones, which nobody can take back. */
  JwtAccessToken: 5 * 60,
  IdToken: 30 * 60,
  ClientCredentials: 10 * 60,
  Interaction: 60 * 60,
  RefreshToken: 8 * 3600,
  /** With offline_access, of which a client has a recorded approval. */
  OfflineRefreshToken: 30 * 24 * 3600,
  Grant: 31 * 24 * 3600,
  /** Old signing keys stay published this long: longer than anything signed with them is good for. */
  LongestSigned: 2 * 3600,
};

/** HS* would need client secrets in clear; ours are kept as keyed hashes. */
export const signatures = ['ES256', 'RS256'] as const;

export const clientAuthMethods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const;

/** What clients may sign with: their assertions, request objects and proofs. */
export const clientSignatures = ['ES256', 'PS256'] as const;

/** What an id token or an answer of userinfo may be encrypted with, to a public key of its client. */
export const encryption = {
  alg: ['RSA-OAEP', 'RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'],
  enc: ['A128CBC-HS256', 'A128GCM', 'A256GCM'],
} as const;

/**
 * What the discovery document says instead of the engine's own words: the account pages, a client
 * of a kind that no department can register, make the engine offer more than there is to have.
 */
export const discovery = {
  subject_types_supported: ['pairwise'],
  response_types_supported: ['code'],
  // Request objects are signed, never encrypted: there is no key of ours to encrypt to.
  request_object_encryption_alg_values_supported: undefined,
  request_object_encryption_enc_values_supported: undefined,
  // The engine would leave it to be guessed; the token endpoint's methods count there too.
  introspection_endpoint_auth_methods_supported: clientAuthMethods,
  revocation_endpoint_auth_methods_supported: clientAuthMethods,
  introspection_endpoint_auth_signing_alg_values_supported: clientSignatures,
  revocation_endpoint_auth_signing_alg_values_supported: clientSignatures,
  ui_locales_supported: ['zh-CN', 'ko', 'en'],
};
