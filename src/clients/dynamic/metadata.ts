import { z } from 'zod';
import { type Fault, faultsIn } from '../../faults.ts';
import type { Proposal, Said } from '../proposal.ts';
import { clientSigningAlgs, type Profile } from '../protocol.ts';
import type { GrantType } from '../registration.ts';
import type { Policy } from './policy.ts';

/**
 * A registration in the terms of RFC 7591 §2 and of OpenID Connect (Dynamic Client Registration 1.0 §2,
 * RP-Initiated Logout 1.0 §3.1, Back-Channel Logout 1.0 §2.2, RFC 9126 §6, RFC 9449 §5.2), both ways. What
 * is not named here is ignored, as RFC 7591 §2 asks, and stands in no answer.
 */

const text = z.string().max(2_000);
const list = z.array(text).max(20);

/** Members that are ours by another name. */
const members = {
  redirect_uris: 'redirect_uris',
  post_logout_redirect_uris: 'post_logout_redirect_uris',
  client_uri: 'home_uri',
  backchannel_logout_uri: 'backchannel_logout_uri',
  initiate_login_uri: 'initiate_login_uri',
  token_endpoint_auth_method: 'auth_method',
  application_type: 'application_type',
  jwks: 'jwks',
  jwks_uri: 'jwks_uri',
  default_max_age: 'default_max_age',
  require_auth_time: 'require_auth_time',
  id_token_signed_response_alg: 'id_token_alg',
  id_token_encrypted_response_alg: 'id_token_encrypted_alg',
  id_token_encrypted_response_enc: 'id_token_encrypted_enc',
  userinfo_signed_response_alg: 'userinfo_signed_alg',
  userinfo_encrypted_response_alg: 'userinfo_encrypted_alg',
  userinfo_encrypted_response_enc: 'userinfo_encrypted_enc',
  request_object_signing_alg: 'request_object_alg',
} as const satisfies Record<string, keyof Proposal>;

type Member = keyof typeof members;

const shapes = {
  redirect_uris: list,
  post_logout_redirect_uris: list,
  client_uri: text,
  backchannel_logout_uri: text,
  initiate_login_uri: text,
  token_endpoint_auth_method: text,
  application_type: text,
  jwks: z.looseObject({}),
  jwks_uri: text,
  default_max_age: z.number(),
  require_auth_time: z.boolean(),
  id_token_signed_response_alg: z.enum(['ES256', 'RS256']),
  id_token_encrypted_response_alg: text,
  id_token_encrypted_response_enc: text,
  userinfo_signed_response_alg: text,
  userinfo_encrypted_response_alg: text,
  userinfo_encrypted_response_enc: text,
  request_object_signing_alg: text,
} as const satisfies Record<Member, z.ZodType>;

/** Members of which a registration has no field, but which may not say just anything. */
const around = {
  client_name: z.string().trim().min(1).max(60),
  scope: text,
  grant_types: list,
  response_types: list,
  songhua_profile: text,
  subject_type: z.literal('pairwise'),
  backchannel_logout_session_required: z.boolean(),
  require_pushed_authorization_requests: z.boolean(),
  dpop_bound_access_tokens: z.boolean(),
  token_endpoint_auth_signing_alg: z.enum(clientSigningAlgs),
} as const;

const shape = z.object({ ...shapes, ...around }).partial();

/** What is said in a registration, and what of it cannot be read; the name is absent where none is given. */
export type Given = { said: Said; names: Proposal['names'] | undefined; faults: Fault[] };

/** Reads what a client says of itself, without the members that it names as at fault. */
export function readMetadata(body: Record<string, unknown>, policy: Policy): Given {
  // What is null is as if it were not said (RFC 7592 §2.2).
  const spoken = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  const read = shape.safeParse(spoken);
  const misshapen = read.success ? [] : faultsIn(read.error.issues, spoken);
  // The rest is looked at without them, so that all is said at once.
  const wrong = new Set(misshapen.map(({ field }) => field.split('.')[0]));
  const whole = Object.entries(spoken).filter(([member]) => !wrong.has(member));
  const given = shape.parse(Object.fromEntries(whole));
  const { profile, faults: inProfile } = profileOf(given, policy);
  const grant_types = (given.grant_types ?? ['authorization_code']) as GrantType[];
  const byCode = grant_types.includes('authorization_code');
  // RFC 7591 §2.1: what the token endpoint takes and what the authorisation endpoint gives belong together.
  const answers = given.response_types ?? (byCode ? ['code'] : []);
  const { names, faults: inNames } = namesIn(spoken);
  const faults: Fault[] = [...misshapen, ...inProfile, ...inNames];
  if (answers.join() !== (byCode ? 'code' : ''))
    faults.push({ field: 'response_types', rule: 'answers' });
  // A draft of the portal may lack them for a while; whoever registers by RFC 7591 §2.1 has them.
  if (byCode && !given.redirect_uris?.length)
    faults.push({ field: 'redirect_uris', rule: 'return_missing' });
  if (given.scope === undefined && !policy.scopes.includes('openid'))
    faults.push({ field: 'scope', rule: 'missing' });
  return {
    names,
    faults: faults.filter(({ field }, at) => at < misshapen.length || !wrong.has(field)),
    said: {
      ...(Object.fromEntries(
        Object.entries(members).map(([member, field]) => [field, given[member as Member] ?? null]),
      ) as Said),
      ...{ scopes: given.scope ?? 'openid', grant_types, profile },
    },
  };
}

/** What makes a client strict may be said in its own words, or by what follows from it. */
function profileOf(
  given: z.infer<typeof shape>,
  policy: Policy,
): { profile: Profile; faults: Fault[] } {
  const wants = (
    ['require_pushed_authorization_requests', 'dpop_bound_access_tokens'] as const
  ).filter((member) => given[member]);
  const said = given.songhua_profile as Profile | undefined;
  const strict = wants.length > 0;
  const faults = wants.flatMap((field): Fault[] => {
    if (said === 'standard') return [{ field, rule: 'not_strict' }];
    return policy.profiles.includes('strict') ? [] : [{ field, rule: 'strict_refused' }];
  });
  return { profile: said ?? (strict ? 'strict' : (policy.profiles[0] ?? 'standard')), faults };
}

/** `client_name`, and with a language behind it (RFC 7591 §2.2); what is missing is as the first one. */
function namesIn(spoken: Record<string, unknown>): { names: Given['names']; faults: Fault[] } {
  const found = new Map<string, string>();
  const faults: Fault[] = [];
  for (const [member, value] of Object.entries(spoken)) {
    const [name, tag = ''] = member.split('#');
    if (name !== 'client_name') continue;
    const read = z.object({ client_name: around.client_name }).safeParse({ client_name: value });
    if (read.success) found.set(tag.split('-')[0]?.toLowerCase() ?? '', read.data.client_name);
    else faults.push(...faultsIn(read.error.issues, { client_name: value }));
  }
  const any = found.get('') ?? [...found.values()][0];
  if (any === undefined) return { names: undefined, faults };
  const inLanguage = (tag: string) => found.get(tag) ?? any;
  return {
    names: { 'zh-CN': inLanguage('zh'), ko: inLanguage('ko'), en: inLanguage('en') },
    faults,
  };
}

/** The member by which a field of a registration is known outside; `client_name` for what has none. */
export function memberOf(field: string): string {
  const [first = ''] = field.split('.');
  if (Object.hasOwn(shape.shape, first) || isOfAnswer(first)) return first;
  const named = Object.entries(members).find(([, ours]) => ours === first)?.[0];
  return named ?? others[first] ?? 'client_name';
}

/** Members that only an answer has, and that are sent back with a replacement. */
const isOfAnswer = (member: string) => /^(client_(id|secret)|registration_)/.test(member);

const others: Record<string, string> = {
  names: 'client_name',
  scopes: 'scope',
  grant_types: 'grant_types',
  profile: 'songhua_profile',
  // The only address of it that lies in a network.
  networks: 'backchannel_logout_uri',
};

/** A registration as it stands, without anything that is secret. */
export function metadataOf(stands: Proposal): Record<string, unknown> {
  const { names, scopes, grant_types = [], profile } = stands;
  const byCode = grant_types.includes('authorization_code');
  const strict = profile === 'strict';
  const { 'zh-CN': name, ...inOthers } = names;
  const told = Object.entries(members).flatMap(([member, field]) => {
    const value = stands[field];
    return value === undefined || value === null ? [] : [[member, value] as const];
  });
  return {
    client_name: name,
    ...Object.fromEntries(
      Object.entries(inOthers).map(([lang, words]) => [`client_name#${lang}`, words]),
    ),
    ...Object.fromEntries(told),
    scope: scopes,
    grant_types,
    response_types: byCode ? ['code'] : [],
    subject_type: 'pairwise',
    ...(stands.backchannel_logout_uri && { backchannel_logout_session_required: true }),
    require_pushed_authorization_requests: strict,
    dpop_bound_access_tokens: strict,
    songhua_profile: profile,
  };
}
