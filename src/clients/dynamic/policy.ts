import { z } from 'zod';
import { isNetwork } from '../../outbox/networks.ts';
import type { Proposal } from '../proposal.ts';
import { authMethods, profiles } from '../protocol.ts';
import { grantTypes, scopesKnown, signsPeopleIn } from '../registration.ts';

/**
 * How far an initial token reaches: what whoever holds it may register, and what the applications that
 * it registered may become by their own tokens. Two of the staff agree to it as it is. Pure.
 */

const scopes = [...scopesKnown] as [string, ...string[]];

/** A host, `[::1]` among them, or a private scheme with a dot in it, with its colon. */
const host = z
  .string()
  .regex(
    /^(([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?|\[[0-9a-f:.]+\]|[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:)$/,
  )
  .max(200);

const each = <S extends z.ZodType<string>>(one: S) =>
  z
    .array(one)
    .max(20)
    .refine((all) => new Set(all).size === all.length);

export const policyShape = z.strictObject({
  scopes: each(z.enum(scopes)).min(1),
  profiles: each(z.enum(profiles)).min(1),
  auth_methods: each(z.enum(authMethods)).min(1),
  grant_types: each(z.enum(grantTypes)).min(1),
  /** Hosts of all addresses of an application; each exactly, whatever its port. */
  hosts: each(host),
  /** Private networks in which its back end may be reached. */
  networks: each(z.string().refine(isNetwork)),
  /** Of all applications of the token; null: each has its own. */
  sector: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,59}$/)
    .nullable(),
  level_floor: z.int().min(0).max(4),
});

export type Policy = z.infer<typeof policyShape>;

/** The first part of a policy that cannot stand, or nothing. */
export function faultInPolicy(given: unknown): keyof Policy | undefined {
  const read = policyShape.safeParse(given);
  if (!read.success) return (read.error.issues[0]?.path[0] ?? 'scopes') as keyof Policy;
  const { scopes, profiles, auth_methods, grant_types, hosts } = read.data;
  const signsIn = signsPeopleIn(grant_types);
  if (signsIn && !scopes.includes('openid')) return 'scopes';
  if (grant_types.includes('authorization_code') && hosts.length === 0) return 'hosts';
  // A strict client proves itself by a key, so nobody could use the token otherwise.
  if (profiles.includes('strict') && !auth_methods.includes('private_key_jwt'))
    return 'auth_methods';
  return undefined;
}

/** Fields of a registration that hold one address, or several. */
const addresses = [
  'redirect_uris',
  'post_logout_redirect_uris',
  'backchannel_logout_uri',
  'home_uri',
  'initiate_login_uri',
  'jwks_uri',
] as const;

export type Bounded =
  | (typeof addresses)[number]
  | 'scopes'
  | 'grant_types'
  | 'auth_method'
  | 'profile';

/**
 * The fields of a registration that lie beyond a policy. What stands there already may stay: staff may
 * have agreed to more since.
 */
export function beyond(
  policy: Policy,
  wanted: Proposal,
  stands: Partial<Proposal> = {},
): Bounded[] {
  const found: Bounded[] = [];
  for (const field of addresses) {
    const had = listOf(stands[field]);
    const within = (uri: string) => had.includes(uri) || policy.hosts.includes(hostIn(uri));
    if (!listOf(wanted[field]).every(within)) found.push(field);
  }
  const inside = (allowed: readonly string[], had: readonly string[], all: readonly string[]) =>
    all.every((one) => allowed.includes(one) || had.includes(one));
  const scopesIn = (text = '') => text.split(' ').filter(Boolean);
  if (!inside(policy.scopes, scopesIn(stands.scopes), scopesIn(wanted.scopes)))
    found.push('scopes');
  if (!inside(policy.grant_types, stands.grant_types ?? [], wanted.grant_types ?? []))
    found.push('grant_types');
  for (const [field, allowed] of [
    ['auth_method', policy.auth_methods],
    ['profile', policy.profiles],
  ] as const)
    if (!inside(allowed, listOf(stands[field]), listOf(wanted[field]))) found.push(field);
  return found;
}

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** By what an address is looked up in the hosts; what is no address is found in none. */
function hostIn(uri: string): string {
  if (!URL.canParse(uri)) return '';
  const { protocol, hostname } = new URL(uri);
  return ['https:', 'http:'].includes(protocol) ? hostname : protocol;
}
