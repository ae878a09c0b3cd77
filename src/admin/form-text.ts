/**
 * How a value of several parts stands in one box of a form: a line each, `name=value`. What blanks,
 * quotes or line ends would spoil stands in quotes, as JSON writes a text; so does the empty one.
 */

/** A line that cannot be read. */
export class LineFault extends Error {}

const quotedWhole = /^"(?:[^"\\]|\\.)*"$/;
const quotedHead = /^"(?:[^"\\]|\\.)*"/;

/** Half of a pair: a form sends something else for it. */
const lonely = /\p{Cs}/u;

const spoiled = (text: string): boolean =>
  text === '' ||
  text !== text.trim() ||
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a form loses.
  /[\u0000-\u001f\u2028\u2029]/.test(text) ||
  quotedWhole.test(text) ||
  lonely.test(text);

/** A text as one line. */
export const asLine = (text: string): string => (spoiled(text) ? JSON.stringify(text) : text);

/** The text of one line; undefined of an empty one. Throws LineFault. */
export function ofLine(line: string): string | undefined {
  const plain = line.trim();
  if (plain === '') return undefined;
  return quotedWhole.test(plain) ? unquoted(plain) : plain;
}

/** A text of several lines, as it stands in its box; most need no quotes, certificates among them. */
export const asBlock = (text: string): string => {
  const lost = text.trim() === '' || /^\n|[\r\0]/.test(text) || lonely.test(text);
  return lost || quotedWhole.test(text.trim()) ? JSON.stringify(text) : text;
};

/** Throws LineFault. */
export function ofBlock(block: string): string | undefined {
  const text = block.replaceAll('\r\n', '\n');
  if (text.trim() === '') return undefined;
  return quotedWhole.test(text.trim()) ? unquoted(text.trim()) : text;
}

export const linesOf = (block: string): string[] =>
  block
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** `name=value`; a name with no `=` behind it has none. */
export const asPair = (name: string, value?: string): string => {
  const written = spoiled(name) || /[="]/.test(name) ? JSON.stringify(name) : name;
  return value === undefined ? written : `${written}=${asLine(value)}`;
};

/** Throws LineFault. */
export function ofPair(line: string): { name: string; value: string | undefined } {
  const [head] = quotedHead.exec(line) ?? [];
  const at = head === undefined ? line.indexOf('=') : head.length;
  const name = head === undefined ? line.slice(0, at < 0 ? undefined : at).trim() : unquoted(head);
  const rest = at < 0 ? '' : line.slice(at).trim();
  if (rest === '') return { name, value: undefined };
  if (!rest.startsWith('=')) throw new LineFault();
  return { name, value: ofLine(rest.slice(1)) ?? '' };
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new LineFault();
  }
}
