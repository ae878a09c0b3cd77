/**
 * Owns: the department applications that rely on the gateway, as OpenID Connect clients, their life
 * from a draft to their end (life.ts), and their secrets. Does not own: what the engine is told of
 * them (oidc/known-clients.ts), what is sent to them (outbox), who signed in there (sessions).
 * Longer than 250 lines on purpose: half of it is the list of what the folder offers.
 */
import { randomBytes } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import * as departments from '../departments/departments.ts';
import { Refusal, refused } from '../errors.ts';
import type { NoticeKind } from '../outbox/kinds.ts';
import * as subscriptions from '../outbox/subscriptions.ts';
import * as claimsStore from './claims-store.ts';
import { all as allDevices, type DeviceRow } from './devices-store.ts';
import { faultsInWords } from './forms.ts';
import { nextReview } from './living.ts';
import { sealedContacts } from './proposal.ts';
import { protocolOf } from './protocol.ts';
import {
  type Basis,
  type Claim,
  faultsIn,
  type GrantType,
  type Registration,
} from './registration.ts';
import * as store from './store.ts';

export { approveScopes, checkScopes, scopesOf } from './approving.ts';
export {
  askable,
  askedFor,
  claimsOf,
  faultsInClaims,
  sensitive,
  setClaims,
} from './claims.ts';
export type { Contact, Contacts } from './contacts.ts';
export { addDevice, type DeviceRow, devicesOf, retireDevice } from './devices.ts';
export { type Changed, change, type Draft, draft } from './drafting.ts';
export { type EndingMeans, type EndTold, followEnd } from './ending.ts';
export { missingIn } from './forms.ts';
export { holdSecrets, MOST_SECRETS } from './held-secrets.ts';
export { type KeySet, type PublicKey, readKeySet } from './key-set.ts';
export { becomes, knownStates, type LifeAct, type State, states, transitions } from './life.ts';
export { goLive, resume, review, suspend } from './living.ts';
export { logoOf, setLogo } from './logos.ts';
export { dayOf, noteBack, tellOne } from './news.ts';
export { countByState, type Progress, progress } from './progress.ts';
export { changedBy, type Field, type Proposal, type Said } from './proposal.ts';
export type { AuthMethod, Profile, Protocol, ProtocolSaid } from './protocol.ts';
export { type Ending, endings, list, type Overview, read, type SecretDates } from './reading.ts';
export {
  ACCOUNT_CLIENT,
  type AddressRule,
  deviceGrant,
  faultOfReturn,
  faultsIn,
  grantTypes,
  scopesKnown,
  signsPeopleIn,
} from './registration.ts';
export { decideEnd, endDue, endingOf, lastDay, receiptShape, receive } from './retiring.ts';
export { remindOne, reviewDueBy, standingOf } from './reviews.ts';
export {
  type Acceptance,
  type Asked,
  abandon,
  admit,
  type Change,
  changeOf,
  changesOf,
  grantChange,
  openChange,
  refuse,
  submit,
  withdraw,
} from './submitting.ts';
export type { Basis, Claim, GrantType, Registration };

export type Client = store.ClientRow & {
  department_names: departments.Words;
  /** Keyed hashes of the secrets that are valid or will be; compared in oidc/internals.ts. */
  secrets: Pick<store.SecretRow, 'secret_hash' | 'match_version' | 'expires_at'>[];
  /** What it is told of, at its `notices_uri`. */
  subscriptions: NoticeKind[];
  /** On what its scopes rest; one that is not among them rests on duty. */
  claims: Claim[];
  /** The machines at which it runs, where it is one for machines. */
  devices: DeviceRow[];
};

/**
 * Registers a client that is live at once, or updates the one of that id, which is stopped still if it
 * was: for whoever runs the gateway, and answers for it. Departments bring theirs by the life of a client (drafting.ts).
 * Seen by every node within a second. Throws `clients.bad_registration` with all that is at fault,
 * `clients.wrong_state` where one of that id is under way, `clients.id_taken` where it is retired.
 */
export async function register(base: Base, input: Registration): Promise<void> {
  const faults = [...faultsIn(input), ...faultsInWords(input)];
  if (faults.length > 0) throw refused('clients.bad_registration', faults);
  await transaction(base, async (base) => {
    const department_id = await departments.hold(base, input.department_code);
    if (!department_id)
      throw refused('clients.bad_registration', [{ field: 'department_code', rule: 'department' }]);
    const before = await store.lock(base, input.id);
    if (before?.state === 'retired') throw new Refusal('clients.id_taken', { field: 'id' });
    if (before && before.state !== 'live' && before.state !== 'suspended')
      throw new Refusal('clients.wrong_state');
    const now = base.clock.now();
    const { descriptions, purpose, matters, contacts } = input;
    await store.upsert(base, {
      id: input.id,
      department_id,
      names: input.names,
      // One that two people stopped stays so: they alone let it go on.
      state: before?.state ?? 'live',
      state_at: before ? before.state_at : now,
      sector: input.sector,
      redirect_uris: input.redirect_uris,
      post_logout_redirect_uris: input.post_logout_redirect_uris ?? [],
      home_uri: input.home_uri ?? null,
      backchannel_logout_uri: input.backchannel_logout_uri ?? null,
      scopes: input.scopes,
      grant_types: input.grant_types ?? ['authorization_code'],
      id_token_alg: input.id_token_alg ?? 'ES256',
      level_floor: input.level_floor ?? 0,
      accepted_sources: input.accepted_sources ?? null,
      pkce_exempt_until: input.pkce_exempt?.until ?? null,
      pkce_exempt_reason: input.pkce_exempt?.reason ?? null,
      networks: input.networks ?? [],
      notices_uri: input.notices_uri ?? null,
      ...protocolOf(input),
      ...(descriptions && { descriptions }),
      ...(purpose !== undefined && { purpose }),
      ...(matters && { matters }),
      ...(contacts && { contacts_sealed: sealedContacts(base, input.id, contacts) }),
      review_due_at: nextReview(base),
      created_at: now,
      updated_at: now,
    });
    await subscriptions.subscribe(base, input.id, input.subscriptions ?? []);
    if (before?.state === 'suspended') await subscriptions.pause(base, input.id);
    await bumpConfigVersion(base);
    await audit.append(base, {
      kind: 'client.registered',
      actor: { kind: 'system' },
      object: { kind: 'client', id: input.id },
      client_id: input.id,
      outcome: 'ok',
      detail: {
        ...(input.pkce_exempt && { pkce_exempt_until: input.pkce_exempt.until.toISOString() }),
        ...(input.profile === 'strict' && { profile: 'strict' }),
        ...(input.auth_method && { auth_method: input.auth_method }),
        ...(input.networks?.length && { networks: input.networks.join(' ') }),
        ...(input.subscriptions?.length && { subscriptions: input.subscriptions.join(' ') }),
      },
    });
  });
}

/**
 * A new secret of 256 random bits, given once and kept as a keyed hash. The one before goes on working
 * until `earlier_until` (two valid at once, so that a department can change without an outage).
 */
export async function addSecret(
  base: Base,
  input: {
    client_id: string;
    secret?: string;
    earlier_until?: Date;
    /** Who made it; absent: the machine. */
    actor?: audit.AuditEvent['actor'];
  },
): Promise<string> {
  const secret = input.secret ?? randomBytes(32).toString('base64url');
  await transaction(base, async (base) => {
    const now = base.clock.now();
    // Of two at once the other one sees what this one left.
    await store.lock(base, input.client_id);
    await store.expireSecrets(base, input.client_id, input.earlier_until ?? now);
    await store.expireBefore(base, input.client_id, now);
    await store.addSecret(base, {
      id: newId(base.clock),
      client_id: input.client_id,
      secret_hash: hashOfSecret(base, secret),
      match_version: base.ring.matchVersion,
      created_at: now,
      expires_at: null,
    });
    await bumpConfigVersion(base);
    await audit.append(base, {
      kind: 'client.secret_added',
      actor: input.actor ?? { kind: 'system' },
      object: { kind: 'client', id: input.client_id },
      client_id: input.client_id,
      outcome: 'ok',
    });
  });
  return secret;
}

export function hashOfSecret(
  base: Pick<Base, 'ring'>,
  secret: string,
  version: number = base.ring.matchVersion,
): string {
  return keyedHash(base.ring, 'client-secret', secret, version);
}

/** Every client with its department and its secrets' hashes: what a node keeps under one config_version. */
export async function all(base: Base): Promise<Client[]> {
  const [rows, secrets, subscribed, claims, machines] = await Promise.all([
    store.all(base),
    store.secrets(base),
    subscriptions.byClient(base),
    claimsStore.all(base),
    allDevices(base.db),
  ]);
  const ids = new Set(rows.map(({ department_id }) => department_id));
  const named = await departments.named(base, [...ids]);
  return rows.map((row) => ({
    ...row,
    department_names: named.get(row.department_id)?.names as departments.Words,
    secrets: secrets.filter((secret) => secret.client_id === row.id),
    subscriptions: subscribed.get(row.id) ?? [],
    claims: claims.get(row.id) ?? [],
    devices: machines.filter(({ client_id }) => client_id === row.id),
  }));
}

/** The sector of each of these clients. */
export const sectorsOf = (base: Base, ids: readonly string[]): Promise<Map<string, string>> =>
  store.sectors(base, ids);

/** Whether any client that is not retired is this department's. */
export const hangsOn = (base: Base, department_id: string): Promise<boolean> =>
  store.anyOf(base, department_id);

/** The clients of some departments, or of all, and those named besides: what a list of staff filters by. */
export const within = (
  base: Base,
  scope: { department_ids: readonly string[] | 'all'; client_ids: readonly string[] },
): Promise<Pick<store.ClientRow, 'id' | 'names' | 'department_id'>[]> =>
  store.within(base, scope.department_ids, scope.client_ids);

export { type RequestReason, reasonOf, requestReasons } from './request-reasons.ts';
export {
  type ClientRequest,
  type RequestEndpoint,
  type RequestLog,
  type RequestsWanted,
  removeOldRequests,
  requestEndpoints,
  requestLog,
  requestsOf,
  type Unlogged,
} from './requests.ts';
