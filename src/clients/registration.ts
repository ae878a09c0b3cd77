import type { Words } from '../departments/departments.ts';
import { faultOfAddress } from '../outbox/address.ts';
import { type NoticeKind, noticeKinds } from '../outbox/kinds.ts';
import { isNetwork } from '../outbox/networks.ts';
import type { Contacts } from './contacts.ts';
import { faultInProtocol, type ProtocolSaid, signingAlgs } from './protocol.ts';

/** What a department says of its application; how it speaks is in protocol.ts. */
export interface Registration extends ProtocolSaid {
  id: string;
  department_code: string;
  names: Words;
  /** The named group of clients that see the same subject (DESIGN 1.1). */
  sector: string;
  redirect_uris: string[];
  post_logout_redirect_uris?: string[];
  home_uri?: string;
  backchannel_logout_uri?: string;
  /** Approved scopes, separated by blanks; `openid` for whoever signs people in. */
  scopes: string;
  grant_types?: GrantType[];
  id_token_alg?: 'ES256' | 'RS256';
  level_floor?: number;
  /** Ids of the sources whose people it lets in; absent: all. */
  accepted_sources?: string[];
  pkce_exempt?: { until: Date; reason: string };
  /**
   * Blocks of private addresses (CIDR) in which what is sent to it may arrive. Public addresses need
   * none; an address of loopback, in development, needs 127.0.0.0/8 or ::1/128.
   */
  networks?: string[];
  /** Where notices are pushed to (RFC 8935). */
  notices_uri?: string;
  /** What it is told of there; each needs a scope by which it may read what changed. */
  subscriptions?: NoticeKind[];
  /** What it is, for citizens; this and what follows is asked for before it can be submitted. */
  descriptions?: Words;
  /** What it needs people's data for. */
  purpose?: string;
  /** Codes of the matters (事项编码) that it serves. */
  matters?: string[];
  contacts?: Contacts;
  /** Digest of its picture (logos.ts): SHA-256 in hex. */
  logo?: string;
}

/** RFC 8628: a machine asks, a person approves it with their telephone. */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export type GrantType =
  | 'authorization_code'
  | 'refresh_token'
  | 'client_credentials'
  | typeof deviceGrant;

/** Whether people sign in there, in a browser of their own or at a machine. */
export const signsPeopleIn = (grant_types: readonly GrantType[]): boolean =>
  grant_types.includes('authorization_code') || grant_types.includes(deviceGrant);

/** On what the release of one scope to one client rests (个人信息保护法 第十三条). */
export type Basis = 'duty' | 'consent';

/** What a client says about one scope that it receives. A scope of which it says nothing rests on duty. */
export interface Claim {
  scope: string;
  basis: Basis;
  /** The service goes on without it: the person may leave it out (第十六条). Basis consent only. */
  optional?: boolean;
  /** The law and article, or the agreement, as the department cites it. */
  law: string;
  /** What for, in words for the person. */
  purpose: Words;
  /** How long the client keeps it; absent: as long as the law says. */
  kept_months?: number;
}

export const scopesKnown: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'phone',
  'realname',
  'idno',
  'offline_access',
  'records',
  'records:read',
  'records:write',
]);

/** The gateway's own account pages, a client of the engine that no department has (ADR 0005). */
export const ACCOUNT_CLIENT = 'songhua-account';

/** The first field of a registration that cannot stand, or nothing; `unfinished`: what is missing may come later. */
export function faultIn(input: Registration, { unfinished = false } = {}): string | undefined {
  // Where the engine is given two of one id, it is not built at all.
  if (!/^[a-z][a-z0-9-]{2,59}$/.test(input.id) || input.id === ACCOUNT_CLIENT) return 'id';
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(input.sector)) return 'sector';
  if (!input.scopes.split(' ').every((scope) => scopesKnown.has(scope))) return 'scopes';
  const grants = input.grant_types ?? ['authorization_code'];
  const returns = input.redirect_uris.length > 0;
  if (grants.includes('authorization_code') !== returns && (returns || !unfinished))
    return 'redirect_uris';
  const comesBack = input.application_type === 'native' ? isNativeReturn : isReturnAddress;
  if (!input.redirect_uris.every(comesBack)) return 'redirect_uris';
  if (!(input.post_logout_redirect_uris ?? []).every(comesBack)) return 'post_logout_redirect_uris';
  if (input.backchannel_logout_uri && !isReturnAddress(input.backchannel_logout_uri))
    return 'backchannel_logout_uri';
  if (input.home_uri && !isReturnAddress(input.home_uri)) return 'home_uri';
  if (input.notices_uri && !isReturnAddress(input.notices_uri)) return 'notices_uri';
  if (input.jwks_uri && !isReturnAddress(input.jwks_uri)) return 'jwks_uri';
  if (input.initiate_login_uri && !isReturnAddress(input.initiate_login_uri))
    return 'initiate_login_uri';
  if (!input.notices_uri !== !input.subscriptions?.length) return 'notices_uri';
  if (!(input.subscriptions ?? []).every((kind) => maySubscribe(kind, input.scopes)))
    return 'subscriptions';
  if (input.logo && !/^[0-9a-f]{64}$/.test(input.logo)) return 'logo';
  const networks = input.networks ?? [];
  if (networks.length > 20 || !networks.every(isNetwork)) return 'networks';
  for (const field of ['backchannel_logout_uri', 'notices_uri', 'jwks_uri'] as const) {
    const fault = input[field] && faultOfAddress(input[field], networks);
    if (fault) return fault === 'address_refused' ? 'networks' : field;
  }
  const floor = input.level_floor ?? 0;
  if (!Number.isInteger(floor) || floor < 0 || floor > 4) return 'level_floor';
  if (input.id_token_alg && !signingAlgs.includes(input.id_token_alg)) return 'id_token_alg';
  return faultInProtocol(input);
}

/** By which scopes a client may read what a notice tells of. */
const readableBy: Record<NoticeKind, readonly string[]> = {
  'records.changed': ['records', 'records:read'],
  'identity.changed': ['profile', 'realname', 'phone', 'idno'],
  'consent.withdrawn': ['profile', 'realname', 'phone', 'idno', 'records'],
};

export const maySubscribe = (kind: NoticeKind, scopes: string): boolean =>
  noticeKinds.includes(kind) && scopes.split(' ').some((scope) => readableBy[kind].includes(scope));

/** https, or http on a loopback name; no fragment, no user, no wildcard (OAuth 2.1 §2.3.1, RFC 8252 §7.3). */
function isReturnAddress(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return false;
  }
  if (url.hash || url.username || url.password || text.includes('*')) return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

/** Besides those: a private scheme with a dot in it, which an app on a telephone claims (RFC 8252 §7.1). */
const isNativeReturn = (text: string): boolean =>
  isReturnAddress(text) ||
  (/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:\//.test(text) && !/[#*\s]/.test(text) && URL.canParse(text));
