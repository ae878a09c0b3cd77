import type { Words } from '../departments/departments.ts';
import { type Fault, firstOfEach, type Rule } from '../faults.ts';
import { type AddressWord, faultOfAddress } from '../outbox/address.ts';
import { type NoticeKind, noticeKinds } from '../outbox/kinds.ts';
import { isNetwork } from '../outbox/networks.ts';
import type { Contacts } from './contacts.ts';
import { faultsInProtocol, type ProtocolSaid, signingAlgs } from './protocol.ts';

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

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  deviceGrant,
] as const;

export type GrantType = (typeof grantTypes)[number];

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

/**
 * Everything in a registration that cannot stand, in the order in which it is asked for; `unfinished`:
 * what is missing may come later.
 */
export function faultsIn(input: Registration, { unfinished = false } = {}): Fault[] {
  const native = input.application_type === 'native';
  const faults: Fault[] = [];
  const say = (field: keyof Registration, rule: Rule, more: Pick<Fault, 'at' | 'words'> = {}) =>
    faults.push({ field, rule, ...more });
  if (!/^[a-z][a-z0-9-]{2,59}$/.test(input.id)) say('id', 'id');
  // Where the engine is given two of one id, it is not built at all.
  if (input.id === ACCOUNT_CLIENT) say('id', 'id_kept');
  // Its own is called as it is.
  if (input.sector !== input.id && !/^[a-z][a-z0-9-]{0,59}$/.test(input.sector))
    say('sector', 'sector');
  if (!input.scopes.split(' ').every((scope) => scopesKnown.has(scope)))
    say('scopes', 'scope', { words: { allowed: [...scopesKnown].join(' ') } });
  const grants = input.grant_types ?? ['authorization_code'];
  const known = grants.every((grant) => grantTypes.includes(grant));
  if (!known) say('grant_types', 'one_of', { words: { allowed: grantTypes.join(' ') } });
  const returns = input.redirect_uris.length > 0;
  if (known && !grants.includes('authorization_code') && returns)
    say('redirect_uris', 'return_idle');
  if (grants.includes('authorization_code') && !returns && !unfinished)
    say('redirect_uris', 'return_missing');
  for (const field of ['redirect_uris', 'post_logout_redirect_uris'] as const)
    for (const [at, address] of (input[field] ?? []).entries()) {
      const rule = faultOfReturn(address, { native, loopback: true, anyHost: true });
      if (rule) say(field, rule, { at });
    }
  for (const field of plainAddresses) {
    const address = input[field];
    const rule =
      address && faultOfReturn(address, { native: false, loopback: true, anyHost: true });
    if (rule) say(field, rule);
  }
  if (!input.notices_uri !== !input.subscriptions?.length) say('notices_uri', 'notices_pair');
  if (!(input.subscriptions ?? []).every((kind) => maySubscribe(kind, input.scopes)))
    say('subscriptions', 'notices_scope');
  if (input.logo && !/^[0-9a-f]{64}$/.test(input.logo)) say('logo', 'shape');
  const networks = input.networks ?? [];
  if (networks.length > 20) say('networks', 'many', { words: { most: 20 } });
  for (const [at, network] of networks.entries())
    if (!isNetwork(network)) say('networks', 'network', { at });
  // What is none is said above, and no address can be held against it.
  const good = networks.filter(isNetwork);
  for (const field of ['backchannel_logout_uri', 'notices_uri', 'jwks_uri'] as const) {
    const fault = input[field] && faultOfAddress(input[field], good);
    if (fault === 'address_refused') say('networks', 'network_needed');
    else if (fault) say(field, outgoing[fault]);
  }
  const floor = input.level_floor ?? 0;
  if (!Number.isInteger(floor) || floor < 0 || floor > 4)
    say('level_floor', 'one_of', { words: { allowed: '0, 1, 2, 3, 4' } });
  if (input.id_token_alg && !signingAlgs.includes(input.id_token_alg))
    say('id_token_alg', 'one_of', { words: { allowed: signingAlgs.join(', ') } });
  return firstOfEach([...faults, ...faultsInProtocol(input)]);
}

const plainAddresses = [
  ...(['backchannel_logout_uri', 'home_uri', 'notices_uri', 'jwks_uri'] as const),
  'initiate_login_uri',
] as const;

const outgoing: Record<Exclude<AddressWord, 'address_refused'>, Rule> = {
  ...{ bad_address: 'not_whole', scheme_refused: 'http', user_info_refused: 'login' },
  port_refused: 'port',
};

/** By which scopes a client may read what a notice tells of. */
const readableBy: Record<NoticeKind, readonly string[]> = {
  'records.changed': ['records', 'records:read'],
  'identity.changed': ['profile', 'realname', 'phone', 'idno'],
  'consent.withdrawn': ['profile', 'realname', 'phone', 'idno', 'records'],
};

export const maySubscribe = (kind: NoticeKind, scopes: string): boolean =>
  noticeKinds.includes(kind) && scopes.split(' ').some((scope) => readableBy[kind].includes(scope));

/**
 * What is wrong with one address that browsers are sent to, in the order in which people mend it
 * (OAuth 2.1 §2.3.1, RFC 8252 §7 and §8.4). Loopback (`loopback`) and private schemes with a dot in
 * them are for native applications; a web application may use loopback while it is tried, and a host
 * without a dot (`anyHost`) where its network has such names.
 */
export function faultOfReturn(
  text: string,
  { native, loopback, anyHost = native }: { native: boolean; loopback: boolean; anyHost?: boolean },
): AddressRule | undefined {
  if (text.includes('*')) return 'wildcard';
  if (/\s/.test(text) || !URL.canParse(text)) return 'not_whole';
  const { protocol, hostname, username, password } = new URL(text);
  if (text.includes('#')) return 'fragment';
  if (username || password) return 'login';
  if (protocol === 'https:') return hostname.includes('.') || anyHost ? undefined : 'not_whole';
  if (protocol === 'http:') {
    if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return 'http';
    return native || loopback ? undefined : 'loopback';
  }
  return native && /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:\//.test(text) ? undefined : 'scheme';
}

export type AddressRule = Extract<
  Rule,
  'not_whole' | 'fragment' | 'wildcard' | 'login' | 'http' | 'loopback' | 'scheme'
>;
