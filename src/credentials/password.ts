import { Refusal } from '../errors.ts';
import { isCommon } from './common-passwords.ts';

const SHORTEST = 8;
const LONGEST = 256;

/**
 * What somebody who knows the person would try first: never stored, only compared. All as they are
 * written: login name, ID number, phone number, name, birth date (YYYY-MM-DD).
 */
export interface Personal {
  login_name?: string;
  id_number?: string;
  phone_number?: string;
  birthdate?: string;
}

/**
 * Throws unless the password may be used: 8 to 256 characters (code points), not common, not made
 * of the person's own data. The text is taken as it is: no normalisation, nothing trimmed.
 */
export function checkPolicy(password: string, personal: Personal = {}): void {
  const field = { field: 'password' };
  const length = [...password].length;
  if (length < SHORTEST) throw new Refusal('credentials.password_short', field);
  if (length > LONGEST) throw new Refusal('credentials.password_long', field);
  if (isCommon(password) || isPersonal(password, personal))
    throw new Refusal('credentials.password_common', field);
}

/** The data itself, or the data with no more than three characters around it. */
function isPersonal(password: string, personal: Personal): boolean {
  const text = password.toLowerCase();
  return guesses(personal).some(
    (guess) => guess.length >= 4 && text.includes(guess) && text.length - guess.length <= 3,
  );
}

function guesses({ login_name, id_number, phone_number, birthdate }: Personal): string[] {
  const date = birthdate?.replaceAll('-', '') ?? '';
  const id = id_number?.toLowerCase() ?? '';
  const phone = phone_number?.replace(/^\+86/, '') ?? '';
  const name = login_name?.toLowerCase() ?? '';
  const tails = [8, 7, 6].map((length) => id.slice(-length));
  return [
    name,
    [...name].reverse().join(''),
    id,
    ...tails,
    phone,
    phone.slice(-8),
    date,
    date.slice(2),
  ];
}
