import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { Refusal, refused } from '../errors.ts';
import type { Fault, Rule } from '../faults.ts';
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

/** What is wrong with a list of claims, each at `claims.<scope>.<field>`. */
export function faultsInClaims(claims: readonly Claim[]): Fault[] {
  const seen = new Set<string>();
  return claims.flatMap(({ scope, basis, optional, law, purpose, kept_months }) => {
    const faults: Fault[] = [];
    const say = (field: string, rule: Rule, words: Fault['words'] = {}) =>
      faults.push({ field: `claims.${scope}.${field}`, rule, words });
    if (!scopesKnown.has(scope) || noClaims.has(scope) || seen.has(scope)) say('scope', 'claim');
    seen.add(scope);
    if (basis !== 'consent' && basis !== 'duty')
      say('basis', 'one_of', { allowed: 'duty, consent' });
    if (basis === 'consent' && !askable.has(scope)) say('basis', 'basis');
    if (optional && basis !== 'consent') say('optional', 'optional');
    const texts = { law, ...inLanguages(purpose) };
    for (const [field, text] of Object.entries(texts)) {
      if (text.trim() === '') say(field, 'missing');
      else if (text.length > 200) say(field, 'long', { most: 200 });
      else if (text.includes('\0')) say(field, 'shape');
    }
    if (kept_months !== undefined && !(Number.isInteger(kept_months) && kept_months > 0))
      say('kept_months', 'months');
    return faults;
  });
}

const inLanguages = (purpose: Claim['purpose']) =>
  Object.fromEntries(
    (['zh-CN', 'ko', 'en'] as const).map((lang) => [`purpose.${lang}`, purpose[lang]]),
  );

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
  const faults = faultsInClaims(claims);
  if (faults.length > 0) throw refused('clients.bad_registration', faults);
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
