import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { badAnswer } from './oidc-faults.ts';

/** An element with its namespace resolved (Namespaces in XML 1.0 §6). */
export interface Element {
  space: string;
  /** Without prefix. */
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** Its own text: character data and CDATA, without comments. */
  text: string;
}

/** Deeper than any honest answer. */
const DEPTH = 20;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  attributesGroupName: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  htmlEntities: false,
  ignoreDeclaration: false,
  ignorePiTags: false,
  cdataPropName: '#cdata',
  commentPropName: '#comment',
  maxNestedTags: DEPTH,
});

const quoted = /"[^"]*"|'[^']*'/g;
const tags = /<(?:[^"'<>]|"[^"]*"|'[^']*')*>/g;

/** What the parser takes for space inside a tag, and XML (1.0 §2.3) does not. */
const otherSpace = /[^\S \t\r\n]/;

/** Near enough to NCName (Namespaces in XML 1.0 §3), and never wider. */
const ncName = /^[\p{L}_][\p{L}\p{Nd}._-]*$/u;

/** As the parser gives it: one key with the children, and attributes under `:@`. */
type Node = Record<string, unknown>;

/**
 * Reads an XML document that must be well-formed, have one root and no document type: so there are
 * no entities but the five of XML itself, and nothing outside is ever read. Processing instructions
 * are refused too. Throws Refusal `sources.bad_answer`: what people type at a careless source stands
 * in its answers, so that a broken one is not held against the source.
 */
export function readXml(text: string): Element {
  // Whatever begins so and is neither comment nor CDATA declares something.
  if (/<!(?!--|\[CDATA\[)/.test(text)) throw badAnswer('document type');
  for (const [tag] of text.matchAll(tags))
    if (otherSpace.test(tag.replace(quoted, ''))) throw badAnswer('XML');
  let top: Node[];
  try {
    const valid = XMLValidator.validate(text);
    if (valid !== true) throw badAnswer('XML');
    top = parser.parse(text) as Node[];
  } catch {
    throw badAnswer('XML');
  }
  const [first, ...rest] = top.filter((node) => !isBlank(node));
  const roots = first && nameOf(first) === '?xml' ? rest : top.filter((node) => !isBlank(node));
  const [root] = roots;
  // The parser drops what stands after the root; an answer with more than spaces there is none.
  if (!root || roots.length !== 1 || !/>\s*$/.test(text)) throw badAnswer('XML');
  return element(root, { xml: 'http://www.w3.org/XML/1998/namespace' }, 0);
}

function element(node: Node, above: Record<string, string>, depth: number): Element {
  const tag = nameOf(node);
  const [prefix, name, ...more] = tag.includes(':') ? tag.split(':') : ['', tag];
  if (!name || !ncName.test(name) || (prefix && !ncName.test(prefix))) throw badAnswer('XML');
  if (more.length > 0 || depth > DEPTH) throw badAnswer('XML');
  const attributes = Object.fromEntries(
    Object.entries((node[':@'] ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name,
      unescaped(String(value)),
    ]),
  );
  const spaces = { ...above };
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'xmlns') spaces[''] = value;
    if (name.startsWith('xmlns:')) spaces[name.slice(6)] = value;
  }
  const space = Object.hasOwn(spaces, prefix ?? '') ? spaces[prefix ?? ''] : undefined;
  if (prefix && !space) throw badAnswer('namespace');
  const made: Element = { space: space ?? '', name, attributes, children: [], text: '' };
  for (const child of node[tag] as Node[]) {
    if ('#text' in child) made.text += unescaped(String(child['#text']));
    else if ('#cdata' in child)
      made.text += String((child['#cdata'] as Node[])[0]?.['#text'] ?? '');
    else if (!('#comment' in child)) made.children.push(element(child, spaces, depth + 1));
  }
  return made;
}

const nameOf = (node: Node): string => Object.keys(node).find((key) => key !== ':@') ?? '';

const isBlank = (node: Node): boolean =>
  '#comment' in node || ('#text' in node && String(node['#text']).trim() === '');

const five: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** XML 1.0 §4.1 and §4.6: numbers, and the five names that need no declaration. */
function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6});|#(\d{1,7});|(\w+);)?/g, (_, hex, digits, name) => {
    if (name !== undefined && Object.hasOwn(five, name)) return five[name] ?? '';
    const point = hex ? Number.parseInt(hex, 16) : Number(digits ?? Number.NaN);
    if (!(point <= 0x10ffff) || (point >= 0xd800 && point <= 0xdfff)) throw badAnswer('entity');
    return String.fromCodePoint(point);
  });
}
