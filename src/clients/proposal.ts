import type { Base } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import type { NoticeKind } from '../outbox/kinds.ts';
import type { Contacts } from './contacts.ts';
import { type Protocol, protocolOf } from './protocol.ts';
import type { Claim, Registration } from './registration.ts';
import type { ClientRow } from './store.ts';

/**
 * A registration field by field, as it is asked for, kept and compared: what of it a change may touch,
 * and which columns hold it.
 */

export type Proposal = Omit<Registration, 'id' | 'department_code'> & {
  /** On what its scopes rest. */
  claims?: Claim[];
};
export type Field = keyof Proposal;

/** What is to be other than it stands; null takes a field away. */
export type Said = { [F in Field]?: Proposal[F] | null };

/**
 * Who may change what of a client that is live: its owner alone, staff after they were asked, or
 * nobody. A name is for staff too: it is what citizens read when they are about to sign in. So is
 * everything to which people or data are sent, and by what they are let in. Keys of its own a client
 * changes as often as it likes.
 */
export const changedBy = {
  names: 'staff',
  // So is its picture.
  logo: 'staff',
  descriptions: 'owner',
  purpose: 'staff',
  matters: 'staff',
  contacts: 'owner',
  // Everybody there would be somebody else.
  sector: 'nobody',
  redirect_uris: 'staff',
  post_logout_redirect_uris: 'staff',
  home_uri: 'staff',
  backchannel_logout_uri: 'staff',
  scopes: 'staff',
  claims: 'staff',
  grant_types: 'staff',
  level_floor: 'staff',
  accepted_sources: 'staff',
  pkce_exempt: 'staff',
  networks: 'staff',
  notices_uri: 'staff',
  subscriptions: 'staff',
  profile: 'staff',
  auth_method: 'staff',
  application_type: 'staff',
  jwks: 'owner',
  jwks_uri: 'staff',
  initiate_login_uri: 'staff',
  resources: 'staff',
  id_token_alg: 'owner',
  default_max_age: 'owner',
  require_auth_time: 'owner',
  id_token_encrypted_alg: 'owner',
  id_token_encrypted_enc: 'owner',
  userinfo_signed_alg: 'owner',
  userinfo_encrypted_alg: 'owner',
  userinfo_encrypted_enc: 'owner',
  request_object_alg: 'owner',
} as const satisfies Record<Field, 'owner' | 'staff' | 'nobody'>;

export const fields = Object.keys(changedBy) as Field[];

/** What stands beside the row of a client and is part of its registration. */
export interface Beside {
  subscriptions: NoticeKind[];
  claims: Claim[];
}

/** The registration that stands in a row. */
export function standing(base: Base, row: ClientRow, beside: Beside): Proposal {
  const { pkce_exempt_until: until, pkce_exempt_reason: reason } = row;
  return {
    ...said({
      descriptions: row.descriptions,
      logo: row.logo,
      purpose: row.purpose,
      contacts: contactsOf(base, row),
      home_uri: row.home_uri,
      backchannel_logout_uri: row.backchannel_logout_uri,
      accepted_sources: row.accepted_sources,
      notices_uri: row.notices_uri,
      pkce_exempt: until && reason !== null ? { until, reason } : null,
    }),
    ...said(protocolIn(row)),
    ...beside,
    names: row.names,
    matters: row.matters,
    sector: row.sector,
    redirect_uris: row.redirect_uris,
    post_logout_redirect_uris: row.post_logout_redirect_uris,
    scopes: row.scopes,
    grant_types: row.grant_types,
    id_token_alg: row.id_token_alg,
    level_floor: row.level_floor,
    networks: row.networks,
  };
}

const protocolFields = Object.keys(protocolOf({})) as (keyof Protocol)[];

const protocolIn = (row: ClientRow): Protocol =>
  Object.fromEntries(protocolFields.map((field) => [field, row[field]])) as unknown as Protocol;

/** Without what is null. */
const said = <T extends object>(all: T) =>
  Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== null && value !== undefined),
  ) as { [F in keyof T]?: NonNullable<T[F]> };

/** What a registration is of which nothing is said but its names. */
export const blank = (id: string, names: Proposal['names']): Proposal => ({
  names,
  matters: [],
  sector: id,
  redirect_uris: [],
  post_logout_redirect_uris: [],
  scopes: 'openid',
  claims: [],
  grant_types: ['authorization_code'],
  id_token_alg: 'ES256',
  level_floor: 0,
  networks: [],
  subscriptions: [],
  ...said(protocolOf({})),
});

/** What would stand if this were said too; what is taken away is as in a blank one. */
export function saying(stands: Proposal, changes: Said): Proposal {
  const { sector, names } = stands;
  const all = { ...blank(sector, names), ...said({ ...stands, ...changes }) };
  // Whoever has no keys to encrypt to is not told with what: the content algorithm has a default.
  return { ...all, ...said(protocolOf(all)) };
}

/** The columns of what is said; subscriptions and claims have tables of their own. */
export function columnsOf(base: Base, id: string, said: Said): Partial<ClientRow> {
  const { subscriptions: _, claims: __, pkce_exempt, contacts, ...plain } = said;
  return {
    ...(plain as Partial<ClientRow>),
    ...(contacts !== undefined && {
      contacts_sealed: contacts && sealedContacts(base, id, contacts),
    }),
    ...(pkce_exempt !== undefined && {
      pkce_exempt_until: pkce_exempt ? new Date(pkce_exempt.until) : null,
      pkce_exempt_reason: pkce_exempt?.reason ?? null,
    }),
  };
}

/** Those fields of what is said that are other than they stand. */
export const differing = (stands: Proposal, said: Said): Field[] =>
  fields.filter(
    (field) => said[field] !== undefined && !same(stands[field] ?? null, said[field] ?? null),
  );

/** An empty list and nothing are the same, and so are the same things in any order of their keys. */
const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);
const canonical = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) && value.length === 0 ? null : value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Some fields of it; null where there is nothing. */
export const only = (of: Said | Proposal, which: readonly Field[]): Said =>
  Object.fromEntries(which.map((field) => [field, of[field] ?? null]));

const contactsPlace = (row: string) => ({ table: 'clients', column: 'contacts_sealed', row });

export const sealedContacts = (base: Base, id: string, contacts: Contacts): string =>
  seal(base.ring, contactsPlace(id), JSON.stringify(contacts));

export const contactsOf = (
  base: Pick<Base, 'ring'>,
  row: Pick<ClientRow, 'id' | 'contacts_sealed'>,
): Contacts | undefined =>
  row.contacts_sealed === null
    ? undefined
    : JSON.parse(open(base.ring, contactsPlace(row.id), row.contacts_sealed));
