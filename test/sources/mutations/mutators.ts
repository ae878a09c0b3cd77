/**
 * Mutations of what a source answers, the same for every protocol: a seeded generator, so that what
 * was found once is found again, and mutators for texts, XML, JSON and tokens. Whole, since the
 * mutators fall back on each other.
 */

/** Random numbers that come again with their seed. */
export interface Chance {
  /** 0 to n - 1. */
  below(n: number): number;
  of<T>(list: readonly T[]): T;
}

export type Mutator = (chance: Chance, text: string) => string;

/** mulberry32. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    of(list) {
      if (list.length === 0) throw new RangeError('nothing to choose from');
      return list[below(list.length)] as (typeof list)[number];
    },
  };
}

/** What finds its way into badly written readers. */
const hostile = [
  '\0',
  '\u202e',
  '\ufeff',
  '<!-- -->',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
  '&e;',
  '<![CDATA[x]]>',
  '<?pi x?>',
  "' or '1'='1",
  '*)(uid=*',
  '%00',
  '\\u0000',
  '{"__proto__":{"x":1}}',
  '</saml:NameID>',
  '𠮷',
  '-1',
  '1e309',
];

/** Part of the text, never longer than `most`. */
function part(chance: Chance, text: string, most = 40): [from: number, to: number] {
  const from = chance.below(text.length);
  return [from, Math.min(text.length, from + 1 + chance.below(most))];
}

/** Flips, deletes, doubles, swaps or injects somewhere in a text. */
export const mutateText: Mutator = (chance, text) => {
  if (text === '') return chance.of(hostile);
  const [from, to] = part(chance, text);
  const piece = text.slice(from, to);
  switch (chance.below(6)) {
    case 0: {
      const flipped = String.fromCharCode(text.charCodeAt(from) ^ (1 << chance.below(7)));
      return text.slice(0, from) + flipped + text.slice(from + 1);
    }
    case 1:
      return text.slice(0, from) + text.slice(to);
    case 2:
      return text.slice(0, to) + piece + text.slice(to);
    case 3: {
      const [other, end] = part(chance, text);
      if (other < to) return text.slice(0, from) + text.slice(to) + piece;
      const before = text.slice(0, from) + text.slice(other, end) + text.slice(to, other);
      return before + piece + text.slice(end);
    }
    case 4:
      return text.slice(0, from) + chance.of(hostile) + text.slice(from);
    default:
      return text.slice(0, from);
  }
};

/** Elements as they stand in a text, nested ones too. */
function elements(xml: string): { from: number; to: number; name: string }[] {
  const found: { from: number; to: number; name: string }[] = [];
  const open: { from: number; name: string }[] = [];
  for (const tag of xml.matchAll(/<(\/?)([\w:.-]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/g)) {
    const [whole, closes, name = '', , alone] = tag;
    if (!closes) open.push({ from: tag.index, name });
    if (!closes && !alone) continue;
    const begun = open.pop();
    if (begun) found.push({ ...begun, to: tag.index + whole.length });
  }
  return found;
}

/** Moves, doubles, deletes, empties or renames an element or attribute; now and then just text. */
export const mutateXml: Mutator = (chance, xml) => {
  const list = elements(xml);
  if (list.length === 0) return mutateText(chance, xml);
  const { from, to, name } = chance.of(list);
  const element = xml.slice(from, to);
  const without = xml.slice(0, from) + xml.slice(to);
  const instead = (text: string) => xml.slice(0, from) + text + xml.slice(to);
  switch (chance.below(9)) {
    case 0:
      return without;
    case 1:
      return instead(element + element);
    case 2: {
      // In front of some other element: a signature, a subject or a whole assertion changes places.
      const places = elements(without);
      if (places.length === 0) return without;
      const at = chance.of(places).from;
      return without.slice(0, at) + element + without.slice(at);
    }
    case 3:
      return instead(mutateAttribute(chance, element));
    case 4:
      return instead(element.replaceAll(name, `${name}x`));
    case 5:
      // A forged twin before the true one: the shape of signature wrapping.
      return instead(mutateValue(chance, element) + element);
    case 6:
      return instead(element + mutateValue(chance, element));
    case 7:
      return instead(mutateValue(chance, element));
    default:
      return mutateText(chance, xml);
  }
};

/** The text of some attribute of some tag, or the attribute itself. */
function mutateAttribute(chance: Chance, element: string): string {
  const list = [...element.matchAll(/\s([\w:.-]+)="([^"]*)"/g)];
  if (list.length === 0) return mutateText(chance, element);
  const { 0: whole, 1: name, 2: value = '', index } = chance.of(list);
  const changed = chance.of(['', whole + whole, ` ${name}="${mutateText(chance, value)}"`]);
  return element.slice(0, index) + changed + element.slice(index + whole.length);
}

/** The text between two tags. */
function mutateValue(chance: Chance, element: string): string {
  const list = [...element.matchAll(/>([^<>]+)</g)];
  if (list.length === 0) return mutateAttribute(chance, element);
  const { 1: value = '', index } = chance.of(list);
  const changed = mutateText(chance, value);
  return element.slice(0, index + 1) + changed + element.slice(index + 1 + value.length);
}

/** Another value at some place of a document; when it is no JSON, just text. */
export const mutateJson: Mutator = (chance, json) => {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return mutateText(chance, json);
  }
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const walk = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(document);
  if (places.length === 0 || chance.below(4) === 0) return mutateText(chance, json);
  const [holder, key] = chance.of(places);
  const value = holder[key];
  const [other, at] = chance.of(places);
  switch (chance.below(6)) {
    case 0:
      delete holder[key];
      break;
    case 1:
      holder[key] = [value, value];
      break;
    case 2:
      holder[key] = structuredClone(other[at]);
      break;
    case 3:
      holder[`${key}x`] = value;
      delete holder[key];
      break;
    case 4:
      holder[key] = chance.of([null, '', 0, -1, true, false, [], {}, 'none', chance.of(hostile)]);
      break;
    default:
      holder[key] = typeof value === 'string' ? mutateText(chance, value) : String(value);
  }
  return JSON.stringify(document);
};

/** Header, payload or signature of a JWS in compact form, or the order and number of its parts. */
export const mutateJwt: Mutator = (chance, token) => {
  const parts = token.split('.');
  if (chance.below(5) === 0) return mutateText(chance, token);
  const at = chance.below(parts.length);
  const inside = Buffer.from(parts[at] ?? '', 'base64url').toString();
  const swapped = chance.below(parts.length);
  switch (chance.below(5)) {
    case 0:
      parts.splice(at, 1);
      break;
    case 1:
      parts.splice(at, 0, parts[swapped] ?? '');
      break;
    case 2:
      [parts[at], parts[swapped]] = [parts[swapped] ?? '', parts[at] ?? ''];
      break;
    case 3:
      parts[at] = Buffer.from(mutateJson(chance, inside)).toString('base64url');
      break;
    default:
      parts[at] = mutateText(chance, parts[at] ?? '');
  }
  return parts.join('.');
};
