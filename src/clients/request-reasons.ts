/**
 * Why a request of a client was refused, as its owner is told: finer than OAuth's errors, which say
 * the same to everybody. The sentences stand in views/locales/requests/.
 */
const byDetail = [
  // At the token endpoint and its like: who is asking.
  ['wrong_secret', /^invalid secret provided$/],
  ['wrong_auth_method', /does not match the registered client authentication method/],
  ['two_auth_methods', /only be provided using one mechanism/],
  ['no_authentication', /no client authentication mechanism|client_secret must be provided/],
  ['assertion_used', /client assertion tokens must only be used once/],
  // Codes and refresh tokens.
  ['code_redirect_uri', /authorization code redirect_uri mismatch/],
  ['code_unknown', /authorization code not found/],
  ['code_expired', /authorization code is expired/],
  ['refresh_unknown', /refresh token not found/],
  ['refresh_expired', /refresh token is expired/],
  ['used_already', /already (used|consumed)/],
  ['another_client', /client(Id|_id)? mismatch/],
  ['account_gone', /referenced account not found|accountId mismatch/],
  ['grant_gone', /grant (not found|is expired)/],
  // PKCE.
  ['pkce_wrong', /code_verifier does not match/],
  ['pkce_missing', /requires PKCE|code_verifier must be provided|code_challenge must be provided/],
  ['pkce_method', /code_challenge_method/],
  ['pkce_form', /code_(verifier|challenge) (must be a string|contains)/],
  // What was asked.
  ['missing_parameter', /missing required parameter/],
  ['parameter_twice', /must not be provided twice/],
  ['openid_missing', /openid scope must be requested/],
  ['grant_type_refused', /grant type is not allowed/],
  ['response_type_refused', /response_type is not allowed/],
  ['response_mode_refused', /response_mode/],
  ['content_type', /content-type bodies are supported|parse the request body/],
  ['logout_uri', /post_logout_redirect_uri not registered/],
  ['id_token_hint', /id_token_hint/],
  ['par_required', /Pushed Authorization Request must be used/],
  ['dpop_missing', /missing DPoP proof|DPoP. header not provided|scheme must be .DPoP/],
  ['dpop_key', /jkt verification|key thumbprint does not match/],
] as const satisfies readonly (readonly [string, RegExp])[];

/** OAuth's own errors, where nothing finer is known, each with an explanation under its own name. */
const errorsKnown = [
  'access_denied',
  'authorization_pending',
  'consent_required',
  'expired_token',
  'insufficient_scope',
  'insufficient_user_authentication',
  'interaction_required',
  'invalid_client',
  'invalid_client_metadata',
  'invalid_dpop_proof',
  'invalid_grant',
  'invalid_redirect_uri',
  'invalid_request',
  'invalid_request_object',
  'invalid_request_uri',
  'invalid_scope',
  'invalid_target',
  'invalid_token',
  'login_required',
  'request_not_supported',
  'server_error',
  'slow_down',
  'temporarily_unavailable',
  'unauthorized_client',
  'unmet_authentication_requirements',
  'unsupported_grant_type',
  'unsupported_response_mode',
  'unsupported_response_type',
  'use_dpop_nonce',
] as const;

export type RequestReason = (typeof byDetail)[number][0] | (typeof errorsKnown)[number];

export const requestReasons: readonly RequestReason[] = [
  ...byDetail.map(([reason]) => reason),
  ...errorsKnown,
];

/** The explanation of an error, by what the engine says of it in private; none for an error that is new. */
export function reasonOf(error: string, detail: string | undefined): RequestReason | undefined {
  const finer = byDetail.find(([, pattern]) => pattern.test(detail ?? ''))?.[0];
  return finer ?? errorsKnown.find((known) => known === error);
}
