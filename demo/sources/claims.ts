import type { Account } from '../population.ts';
import { vocabularies } from './vocabularies.ts';

/** What a department system says about the holder of an account, in its own words. */
export function claimsAbout(account: Account): Record<string, string> {
  const { claims, documents, genders, birthdate } = vocabularies[account.source];
  const { document } = account;
  return {
    [claims.name]: account.name,
    ...(account.alias && { [claims.alias]: account.alias }),
    [claims.id_type]: documents[document.type] ?? document.type,
    [claims.id_number]: account.written_number,
    [claims.phone_number]: account.phone,
    [claims.gender]: genders[document.gender],
    [claims.birthdate]: birthdate(document.birthdate),
  };
}
