import { randomInt } from 'node:crypto';

/** Recovery codes as they are written: of citizens and of staff alike. */
export const HOW_MANY = 10;
const LENGTH = 10;
/** Nothing that reads like something else; 30 letters give 49 bits in ten places. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

export const newCodes = (): string[] => Array.from({ length: HOW_MANY }, newCode);

function newCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** A code as it is compared, however it was typed. */
export const plainCode = (code: string): string =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\dA-Z]/g, '');
