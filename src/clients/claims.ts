import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { Refusal } from '../errors.ts';
import * as claimsStore from './claims-store.ts';
import { type Basis, type Claim, scopesKnown } from './registration.ts';
import * as store from './store.ts';

/**
 * Scopes by which something of a person goes to a client that the person has come to. What a client
 * reads with its own credentials has nobody there who could be asked.
 */
export const askable: ReadonlySet<string> = new Set([
  'profile',
  'realname',
  'phone',
  'idno',
  'records',
]);

/** Sensitive personal information, for which a consent is separate (第二十九条). */
export const sensitive: ReadonlySet<string> = new Set(['idno']);

const noClaims: ReadonlySet<string> = new Set(['openid', 'offline_access']);

/** The first field of a list of claims that cannot stand, as `<scope>.<field>`; or nothing. */
export function faultInClaims(claims: readonly Claim[]): string | undefined {
  const seen = new Set<string>();
  for (const { scope, basis, optional, law, purpose, kept_months } of claims) {
    if (!scopesKnown.has(scope) || noClaims.has(scope) || seen.has(scope)) return `${scope}.scope`;
    seen.add(scope);
    if (basis === 'consent' ? !askable.has(scope) : basis !== 'duty') return `${scope}.basis`;
    if (optional && basis !== 'consent') return `${scope}.optional`;
    if (!said(law, 200)) return `${scope}.law`;
    if (![purpose['zh-CN'], purpose.ko, purpose.en].every((words) => said(words, 200)))
      return `${scope}.purpose`;
    if (kept_months !== undefined && !(Number.isInteger(kept_months) && kept_months > 0))
      return `${scope}.kept_months`;
  }
  return undefined;
}

const said = (text: string, most: number): boolean =>
  text.trim() !== '' && text.length <= most && !text.includes('\0');

/**
 * What a client says about its scopes becomes exactly this, also about scopes that are not approved
 * yet; every consent of basis `consent` is asked anew. Nothing happens where it said the same before.
 * Throws Refusal `clients.bad_registration` with `claims.<scope>.<field>`, or `id` where there is no
 * such client.
 */
export async function setClaims(
  base: Base,
  id: string,
  claims: readonly Claim[],
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  const fault = faultInClaims(claims);
  if (fault) throw new Refusal('clients.bad_registration', { field: `claims.${fault}` });
  await transaction(base, async (base) => {
    if (!(await store.lock(base, id)))
      throw new Refusal('clients.bad_registration', { field: 'id' });
    const before = await claimsStore.of(base, id);
    if (sameClaims(before, claims)) return;
    await claimsStore.replace(base, id, claims);
    const version = await store.raiseScopesVersion(base, id);
    await bumpConfigVersion(base);
    await audit.append(base, {
      kind: 'client.claims_set',
      actor,
      object: { kind: 'client', id },
      client_id: id,
      outcome: 'ok',
      detail: {
        duty: scopesBy(claims, 'duty'),
        consent: scopesBy(claims, 'consent'),
        version,
      },
    });
  });
}

/** What a client says about its scopes, in their order. */
export const claimsOf = (base: Base, id: string): Promise<Claim[]> => claimsStore.of(base, id);

/** The approved scopes of a client that a person is asked about. */
export function askedFor(client: { scopes: string; claims: readonly Claim[] }): readonly Claim[] {
  const approved = new Set(client.scopes.split(' '));
  return client.claims.filter(({ scope, basis }) => basis === 'consent' && approved.has(scope));
}

const scopesBy = (claims: readonly Claim[], basis: Basis): string =>
  claims
    .filter((one) => one.basis === basis)
    .map(({ scope }) => scope)
    .sort()
    .join(' ');

const sameClaims = (a: readonly Claim[], b: readonly Claim[]): boolean =>
  canonical(a) === canonical(b);

const canonical = (claims: readonly Claim[]): string =>
  JSON.stringify(
    [...claims]
      .sort((a, b) => (a.scope < b.scope ? -1 : 1))
      .map(({ scope, basis, optional = false, law, purpose, kept_months = null }) => [
        ...[scope, basis, optional, law, kept_months],
        ...[purpose['zh-CN'], purpose.ko, purpose.en],
      ]),
  );
