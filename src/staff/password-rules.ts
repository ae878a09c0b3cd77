import { isCommon } from '../credentials/common-passwords.ts';
import { Refusal } from '../errors.ts';

const SHORTEST = 12;
const LONGEST = 256;
const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u];

/**
 * Throws unless somebody of the staff may use it (GB/T 22239 8.1.4.1): 12 to 256 characters of three
 * of four classes (small, capital, digit, other; a Chinese character counts as other), not common,
 * not made of one's own name or address.
 */
export function checkRules(
  password: string,
  { name, address }: Record<'name' | 'address', string>,
) {
  const field = { field: 'password' };
  const length = [...password].length;
  if (length < SHORTEST) throw new Refusal('staff.password_short', field);
  if (length > LONGEST) throw new Refusal('staff.password_long', field);
  const text = password.replace(/\p{Lo}/gu, '·');
  if (classes.filter((one) => one.test(text)).length < 3)
    throw new Refusal('staff.password_classes', field);
  const lower = password.toLowerCase();
  const [local = ''] = address.toLowerCase().split('@');
  const own = [name.toLowerCase(), name.toLowerCase().replaceAll(' ', ''), local];
  if (isCommon(password) || own.some((one) => one.length >= 2 && lower.includes(one)))
    throw new Refusal('staff.password_common', field);
}
