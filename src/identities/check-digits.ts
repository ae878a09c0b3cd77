/** The check characters of the numbers that people and organisations carry. All take normalised text. */

const MOD_11_2 = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORG_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

const weighted = (text: string, weights: number[], alphabet: string) =>
  weights.reduce((sum, weight, i) => sum + weight * alphabet.indexOf(text.charAt(i)), 0);

/** The 18th character for 17 digits (ISO 7064 MOD 11-2, GB 11643-1999). */
export function mod112(seventeen: string): string {
  return '10X98765432'.charAt(weighted(seventeen, MOD_11_2, '0123456789') % 11);
}

/** The 18th character of a unified social credit code (GB 32100-2015); undefined for a foreign letter. */
export function usccCheck(seventeen: string): string | undefined {
  if ([...seventeen].some((c) => !USCC_ALPHABET.includes(c))) return undefined;
  return USCC_ALPHABET.charAt((31 - (weighted(seventeen, USCC_WEIGHTS, USCC_ALPHABET) % 31)) % 31);
}

/** The 9th character of an organisation code (GB 11714). */
export function orgCodeCheck(eight: string): string {
  const rest = 11 - (weighted(eight, ORG_WEIGHTS, ORG_ALPHABET) % 11);
  if (rest === 10) return 'X';
  return rest === 11 ? '0' : String(rest);
}

/** The check digit that a passport's machine-readable zone prints after the number (ICAO Doc 9303, 7-3-1). */
export function mrzCheck(number: string): string {
  const sum = [...number].reduce(
    (total, c, i) =>
      total + (c === '<' ? 0 : Number.parseInt(c, 36)) * ([7, 3, 1][i % 3] as number),
    0,
  );
  return String(sum % 10);
}
