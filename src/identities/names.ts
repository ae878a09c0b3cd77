import { halfWidth } from './identifiers.ts';
import { readPrivateUse } from './private-use.ts';

/**
 * A person's name as it is compared (DOMAIN 2.10). The raw string is kept elsewhere; this one is
 * never shown. Han text is never put through NFC or NFKC: both change characters of real names.
 */
export interface NameKey {
  /** Absent when the text holds no name that may be compared, such as one in Hangul alone. */
  key?: string;
  /** The Korean name beside the Chinese one: for display, never for matching. */
  alias?: string;
  /** Holds a private-use character: what it shows depends on a font. */
  flagged: boolean;
  /** For a flagged name, the key with the private-use characters that are known put right. */
  read_as?: string;
}

const LONGEST = 100;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
const DOTS = /[\u00b7\u0387\u2022\u2027\u2219\u22c5\u30fb\uff65\u2024]/g;
/** Han, with the private-use characters that stand in for Han in old department systems. */
const HAN = /[\p{Script=Han}\p{Co}]/u;
const DOT_IN_HAN = /(?<=[\p{Script=Han}\p{Co}]\s*)\.(?=\s*[\p{Script=Han}\p{Co}])/gu;
const HANGUL = /\p{Script=Hangul}+(?:\s+\p{Script=Hangul}+)*/gu;

/** The key of a name as a source or a person wrote it. */
export function readName(raw: string): NameKey {
  const text = halfWidth(raw.replace(INVISIBLE, '')).replace(DOTS, '\u00b7').trim();
  const flagged = /\p{Co}/u.test(text);
  const alias = text.match(HANGUL)?.join(' ');
  const rest = alias
    ? text
        .replace(HANGUL, '')
        .replace(/\(\s*\)/g, '')
        .trim()
    : text;
  const result: NameKey = { flagged, ...(alias ? { alias } : {}) };
  const key = HAN.test(rest) ? hanKey(rest) : latinKey(rest);
  const length = [...key].length;
  if (
    length < 1 ||
    length > LONGEST ||
    /[\p{Cc}\p{Cs}]/u.test(key) ||
    !/[\p{L}\p{Co}\u3007]/u.test(key)
  )
    return result;
  return { ...result, key, ...(flagged ? { read_as: readPrivateUse(key) } : {}) };
}

function hanKey(text: string): string {
  return text
    .replace(DOT_IN_HAN, '\u00b7')
    .replace(/\s+/g, '')
    .replace(/[a-z]/g, (c) => c.toUpperCase());
}

function latinKey(text: string): string {
  return text.normalize('NFC').toUpperCase().normalize('NFC').replace(/\s+/g, ' ').trim();
}
