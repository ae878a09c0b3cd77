// Longer than 250 lines on purpose: one list, read beside zh-CN.
import { endpoint as registration } from '../initial-tokens/en.ts';
import type { zhCN } from './zh-CN.ts';

export const en: typeof zhCN = {
  endpoints: {
    authorization: 'Request to sign in (/auth)',
    pushed_authorization_request: 'Pushed request to sign in (PAR)',
    device_authorization: 'Request of a device to sign in',
    token: 'Exchange for tokens (/token)',
    userinfo: 'Reading of user info (/userinfo)',
    introspection: 'Question about a token (/introspect)',
    revocation: 'Revocation of a token (/revoke)',
    end_session: 'Sign-out (/signout)',
    api: 'API (/api)',
    registration,
  },
  outcomes: { ok: 'Done', refused: 'Refused', failed: 'Fault of the gateway' },
  by_anybody: 'Not proved: anybody can have sent this in the name of the application',
  kept: (days: number) =>
    `Kept for ${days} days. Of each minute only so many are noted, refusals apart from the rest.`,
  unexplained: 'There is no better explanation. Tell the help line the number of the request.',
  named: 'What was refused',
  in_run: 'Made while the acceptance robot tried the application',
  switched: (names: readonly string[]) =>
    `This answer was made by a failure that is switched on: ${names.join(', ')}`,
  reasons: {
    wrong_secret: {
      why: 'The secret of the application is not right.',
      mend: 'See whether what is deployed is the secret given last, and not one that has expired.',
    },
    wrong_auth_method: {
      why: 'The application proves itself in another way than it is registered with.',
      mend: 'Set it to the way of the registration (token_endpoint_auth_method), or change that.',
    },
    two_auth_methods: {
      why: 'One request proves the application in two ways.',
      mend: 'Use one: the Authorization header, or the body.',
    },
    no_authentication: {
      why: 'Nothing in the request proves the application.',
      mend: 'Send the secret or a client_assertion.',
    },
    assertion_used: {
      why: 'This client_assertion has been used.',
      mend: 'Sign a new one for each request, with a jti of its own.',
    },
    code_redirect_uri: {
      why: 'The redirect_uri of the exchange is not that of the request to sign in.',
      mend: 'Send the same address in both, character by character.',
    },
    code_unknown: {
      why: 'There is no such code, or it expired long ago.',
      mend: 'Exchange a code as soon as it comes; do not keep it.',
    },
    code_expired: {
      why: 'The code has expired; it is good for 60 seconds.',
      mend: 'Exchange a code as soon as it comes.',
    },
    refresh_unknown: {
      why: 'There is no such refresh token, or it has ended.',
      mend: 'Sign the person in again, and see that the refresh token given last is kept.',
    },
    refresh_expired: {
      why: 'The refresh token has expired.',
      mend: 'Sign the person in again.',
    },
    used_already: {
      why: 'This code or refresh token has been used; each works once.',
      mend: 'Do not exchange from two places; after each refresh keep the new refresh token.',
    },
    another_client: {
      why: 'This code or token was given to another application.',
      mend: 'See whether ids and secrets of two applications are mixed.',
    },
    account_gone: {
      why: 'The person has signed out, or the sign-in no longer reaches its level.',
      mend: 'Sign the person in again.',
    },
    grant_gone: {
      why: 'What the person had granted to the application has ended.',
      mend: 'Sign the person in again.',
    },
    pkce_wrong: {
      why: 'The code_verifier does not fit the code_challenge of the request.',
      mend: 'See that each session keeps its code_verifier, and that the challenge is its SHA-256 as base64url.',
    },
    pkce_missing: {
      why: 'PKCE is missing.',
      mend: 'Send a code_challenge with the request and its code_verifier with the exchange.',
    },
    pkce_method: {
      why: 'This method of PKCE is not supported.',
      mend: 'Use code_challenge_method=S256.',
    },
    pkce_form: {
      why: 'The code_verifier or code_challenge has the wrong form.',
      mend: 'Use 43 to 128 letters, digits and - . _ ~.',
    },
    missing_parameter: {
      why: 'A parameter that is required is missing.',
      mend: 'Add what is named below.',
    },
    parameter_twice: {
      why: 'A parameter stands in the request twice.',
      mend: 'Send each once.',
    },
    openid_missing: { why: 'The scope lacks openid.', mend: 'Add openid.' },
    grant_type_refused: {
      why: 'The application is not registered for this grant_type.',
      mend: 'Use one that is registered, or change the registration.',
    },
    response_type_refused: {
      why: 'This response_type is not for the application.',
      mend: 'Use response_type=code.',
    },
    response_mode_refused: {
      why: 'This response_mode is not for the application.',
      mend: 'Leave the parameter out, or use query or form_post.',
    },
    content_type: {
      why: 'The body of the request has the wrong format.',
      mend: 'Use application/x-www-form-urlencoded.',
    },
    logout_uri: {
      why: 'The address to return to after sign-out is not registered.',
      mend: 'Register it in post_logout_redirect_uris and send the same address.',
    },
    id_token_hint: {
      why: 'The id_token_hint cannot be verified.',
      mend: 'Send an id_token that this gateway gave to the application, unchanged. One that was signed by a key since revoked is good no more.',
    },
    par_required: {
      why: 'The application has to push its request to sign in first (PAR).',
      mend: 'Post the parameters to pushed_authorization_request_endpoint, then open the sign-in with the request_uri alone.',
    },
    dpop_missing: {
      why: 'The DPoP proof is missing.',
      mend: 'Send the DPoP header, and show the token with the scheme DPoP.',
    },
    dpop_key: {
      why: 'The DPoP proof is made with another key than the token is bound to.',
      mend: 'Use one key from the request to the use of the token.',
    },
    access_denied: {
      why: 'The person did not finish signing in, or did not agree.',
      mend: 'Tell the person that they can try again; this is no fault of the application.',
    },
    authorization_pending: {
      why: 'The person has not approved the device yet.',
      mend: 'Go on asking at the interval.',
    },
    consent_required: {
      why: 'The person has not agreed yet, and the request does not let us ask (prompt=none).',
      mend: 'Send it again without prompt=none.',
    },
    expired_token: { why: 'The device code has expired.', mend: 'Begin again at the device.' },
    insufficient_scope: {
      why: 'The access token lacks a scope that is needed here.',
      mend: 'Add the scope to the request, and see that it is approved.',
    },
    insufficient_user_authentication: {
      why: 'The sign-in does not reach the level that is needed here, or is too old.',
      mend: 'Sign the person in again with acr_values or max_age.',
    },
    interaction_required: {
      why: 'The person has to do something, and the request does not let us ask (prompt=none).',
      mend: 'Send it again without prompt=none.',
    },
    invalid_client: {
      why: 'The application did not prove itself.',
      mend: 'Compare client_id and secret; with private_key_jwt iss, sub, aud, exp and the public key.',
    },
    invalid_client_metadata: {
      why: 'Something in the registration does not stand.',
      mend: 'Put right what is named below.',
    },
    invalid_dpop_proof: {
      why: 'The DPoP proof does not stand.',
      mend: 'Compare htm, htu, iat, ath and nonce; jti is another each time.',
    },
    invalid_grant: {
      why: 'The code, refresh token or other grant does not stand.',
      mend: 'Sign the person in again; where it comes back, look at the clock and at how it is kept.',
    },
    invalid_redirect_uri: {
      why: 'The redirect_uri is not registered.',
      mend: 'Compare it with the registration character by character: scheme, host, port, path and the slash at the end.',
    },
    invalid_request: {
      why: 'The parameters of the request are not right.',
      mend: 'Put right what is named below.',
    },
    invalid_request_object: {
      why: 'The signed request (request) does not stand.',
      mend: 'Compare its algorithm, public key, iss, aud, exp and client_id.',
    },
    invalid_request_uri: {
      why: 'The request_uri is unknown, has expired, or has been used.',
      mend: 'Push the request anew for each sign-in.',
    },
    invalid_scope: {
      why: 'A scope was asked for that is not approved.',
      mend: 'Ask for those that are, or apply for more.',
    },
    invalid_target: {
      why: 'The resource is not registered.',
      mend: 'Use one of the registered resources.',
    },
    invalid_token: {
      why: 'The access token is none, has expired, or the person has signed out.',
      mend: 'Refresh it, or sign the person in again.',
    },
    login_required: {
      why: 'The person is not signed in, and the request does not let us ask (prompt=none).',
      mend: 'Send it again without prompt=none.',
    },
    request_not_supported: {
      why: 'The application is not registered for signed requests (request).',
      mend: 'Leave the parameter out, or change the registration.',
    },
    server_error: {
      why: 'The gateway has a fault.',
      mend: 'Try again later; where it comes back, tell the help line the number of the request.',
    },
    slow_down: { why: 'The device asks too often.', mend: 'Make the interval 5 seconds longer.' },
    temporarily_unavailable: {
      why: 'The gateway cannot serve at the moment.',
      mend: 'Try again after Retry-After.',
    },
    unauthorized_client: {
      why: 'The application may not ask in this way.',
      mend: 'See the grant_types of its registration.',
    },
    unmet_authentication_requirements: {
      why: 'The person does not reach the level that was asked for.',
      mend: 'Tell the person how to raise it, or ask for lower acr_values.',
    },
    unsupported_grant_type: {
      why: 'There is no such grant_type here.',
      mend: 'See grant_types_supported in the discovery document.',
    },
    unsupported_response_mode: {
      why: 'There is no such response_mode here.',
      mend: 'See response_modes_supported in the discovery document.',
    },
    unsupported_response_type: {
      why: 'There is no such response_type here.',
      mend: 'Use response_type=code.',
    },
    use_dpop_nonce: {
      why: 'The DPoP proof lacks the newest nonce.',
      mend: 'Make it again with the value of the DPoP-Nonce header of the answer; this is a usual step.',
    },
  },
};
