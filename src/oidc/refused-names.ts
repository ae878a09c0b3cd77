import type { RequestReason } from '../clients/clients.ts';

/**
 * What of a refused request is named to the client's owner (ADR 0051): which scope, which address,
 * which parameter. Anybody can have sent it, so it is taken for hostile: nothing but letters, digits
 * and a few signs comes through, in pieces shorter than any token, code or secret of ours, and a run
 * of digits that could be somebody's number does not.
 */

/** What is known of a refused request. */
export interface Refused {
  /** In the engine's own words. */
  detail: string | undefined;
  /** The scopes that the engine or an API of ours says it is about. */
  scope: string | undefined;
  /** The parameters as they came, whatever they hold. */
  params: Readonly<Record<string, unknown>>;
  /** By which means the client said who it is. */
  auth_method: string;
}

const AT_MOST = 5;
const LONGEST = 120;
/** Tokens, codes and secrets of ours have 43 characters and more, ids of sessions 36. */
const LONGEST_PIECE = 32;
/** Codes that people type have six digits. */
const MOST_DIGITS = 4;
const CUT = '…';

type Name = (refused: Refused) => readonly string[];

const word =
  (parameter: string): Name =>
  ({ params }) =>
    all(params[parameter]).map(nameOf);
const address =
  (parameter: string): Name =>
  ({ params }) =>
    all(params[parameter]).map(addressOf);
const scopes: Name = ({ scope, params }) =>
  all(scope ?? params['scope']).flatMap((text) => text.split(' ').filter(Boolean).map(nameOf));
const parameters: Name = ({ detail }) => parametersIn(detail ?? '');

const byReason: Partial<Record<RequestReason, Name>> = {
  wrong_auth_method: ({ auth_method }) => [auth_method],
  code_redirect_uri: address('redirect_uri'),
  invalid_redirect_uri: address('redirect_uri'),
  logout_uri: address('post_logout_redirect_uri'),
  invalid_target: address('resource'),
  invalid_scope: scopes,
  insufficient_scope: ({ scope }) => all(scope).map(nameOf),
  grant_type_refused: word('grant_type'),
  unsupported_grant_type: word('grant_type'),
  response_type_refused: word('response_type'),
  unsupported_response_type: word('response_type'),
  response_mode_refused: word('response_mode'),
  unsupported_response_mode: word('response_mode'),
  pkce_method: (refused) => {
    const said = word('code_challenge_method')(refused);
    return said.length > 0 ? said : parameters(refused);
  },
  missing_parameter: parameters,
  parameter_twice: parameters,
  pkce_missing: parameters,
  pkce_form: parameters,
  openid_missing: parameters,
  invalid_request: parameters,
  invalid_request_object: parameters,
  request_not_supported: () => ['request'],
};

/** What to name of a refusal, bounded and harmless; empty where there is nothing to name. */
export function namesOf(reason: RequestReason | undefined, refused: Refused): string[] {
  const found = [...new Set((reason && byReason[reason]?.(refused)) ?? [])];
  return found.length > AT_MOST ? [...found.slice(0, AT_MOST), CUT] : found;
}

const all = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && one !== '');

/** The name of a scope, a grant type, a field: as it is, or a sign that it was none. */
export function nameOf(text: string): string {
  const pieces = text.split(/[.:/]/);
  const plain = text.length <= LONGEST && /^[\w.:/-]+$/.test(text);
  return plain && pieces.every((piece) => piece.length <= LONGEST_PIECE) && !isNumber(text)
    ? text
    : CUT;
}

/**
 * An address without what could be somebody's in it: what follows the path is left out, and so is a
 * part of the path that is more than a plain word.
 */
export function addressOf(text: string): string {
  if (text.length > 2_000 || !URL.canParse(text)) return nameOf(text);
  const { protocol, username, password, hostname, port, pathname, search, hash } = new URL(text);
  if (!/^https?:$/.test(protocol)) return nameOf(text);
  const host = hostname
    .split('.')
    .map((label) => (label.startsWith('[') ? label : nameOf(label)))
    .join('.');
  const path = isNumber(pathname) ? pathname.replace(/\d+/g, CUT) : pathname;
  const parts = path.split('/').map((part) => (part === '' || part === CUT ? part : partOf(part)));
  const rest = `${search && `?${CUT}`}${hash && `#${CUT}`}`;
  const shown = `${protocol}//${username || password ? `${CUT}@` : ''}${host}${port && `:${port}`}${parts.join('/')}${rest}`;
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}${CUT}` : shown;
}

const partOf = (part: string) =>
  /^[\w.~…-]+$/.test(part) && part.length <= LONGEST_PIECE ? part : CUT;

const isNumber = (text: string) => text.replace(/\D/g, '').length > MOST_DIGITS;

/** Parameters that the engine's sentence speaks of: only those which are registered for OAuth. */
function parametersIn(detail: string): string[] {
  const words = detail.match(/'\w+'|\b[a-z]+(?:_[a-z]+)+\b|\b(?:nonce|prompt|claims)\b/g) ?? [];
  return words.map((one) => one.replaceAll("'", '')).filter((one) => registered.has(one));
}

/** The OAuth Parameters registry (RFC 6749 §11.2), as far as this gateway reads them. */
const registered: ReadonlySet<string> = new Set([
  ...['acr_values', 'claims', 'client_assertion', 'client_assertion_type', 'client_id'],
  ...['client_secret', 'code', 'code_challenge', 'code_challenge_method', 'code_verifier'],
  ...['device_code', 'dpop_jkt', 'grant_type', 'id_token_hint', 'login_hint', 'max_age', 'nonce'],
  ...['post_logout_redirect_uri', 'prompt', 'redirect_uri', 'refresh_token', 'request'],
  ...['request_uri', 'resource', 'response_mode', 'response_type', 'scope', 'state', 'token'],
  ...['token_type_hint', 'ui_locales'],
]);
