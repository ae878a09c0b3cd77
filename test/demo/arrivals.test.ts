import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, population } from '../../demo/population.ts';
import { claimsAbout } from '../../demo/sources/claims.ts';
import { mappingOf } from '../../demo/sources/vocabularies.ts';
import * as identities from '../../src/identities/identities.ts';
import { readAttributes } from '../../src/sources/attributes.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

/** What Songhua reads of an account, in the words that its department uses. */
function arrivalOf(account: Account): identities.Arrived {
  return {
    source_id: account.source,
    subject: account.subject,
    attributes: readAttributes(mappingOf(account.source), { attributes: claimsAbout(account) }),
    level: 2,
    registration: 'issued',
    evidence_days: 365,
    authority: account.source,
  };
}

test('when all thousand have come, whoever has several accounts is one person, five stay two, and nobody is lost', async () => {
  const { base } = fresh;
  const identityOf = new Map<string, Set<string>>();
  const outcomes: Record<string, number> = {};
  for (const account of population()) {
    const { outcome, identity_id } = await identities.resolve(base, arrivalOf(account), {
      notice: '2026-11',
    });
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (!identity_id) throw new Error(`${account.username} has no identity: ${outcome}`);
    identityOf.set(account.person, (identityOf.get(account.person) ?? new Set()).add(identity_id));
  }
  expect(outcomes).toEqual({ created: 395, linked: 600, conflict: 5 });
  for (const [person, found] of identityOf) expect(found.size, person).toBe(1);
  expect(new Set([...identityOf.values()].flatMap((found) => [...found])).size).toBe(400);

  const trail = JSON.stringify(await auditTrail(base));
  for (const { name, written_number, phone } of population()) {
    for (const value of [name, written_number, phone]) expect(trail).not.toContain(value);
  }
});
