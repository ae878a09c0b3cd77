import { type DomNode, parseDom } from './saml-library.ts';

export const ns = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
} as const;

/** An element as it is read: no prefixes, no comments, its own text apart from that of its children. */
export interface XmlElement {
  ns: string | null;
  name: string;
  /** Of no namespace, as all of SAML's are. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  text: string;
  dom: DomNode;
}

/** What an answer or a metadata document is read as; the text is the one that signatures speak of. */
export interface XmlDocument {
  xml: string;
  root: XmlElement;
}

/** Never more than anybody honest sends; a forged answer must cost nothing. */
const most = { bytes: 256 * 1024, elements: 4_000, depth: 40 };

/** A reason in words of the format, nothing of the person. */
export class XmlFault extends Error {}

/**
 * Reads XML that a stranger wrote. Document types, entities and processing instructions are refused
 * in the text, before any parser sees it; nothing outside is ever fetched. Throws XmlFault.
 */
export async function readXml(text: string): Promise<XmlDocument> {
  if (Buffer.byteLength(text) > most.bytes) throw new XmlFault('xml too long');
  // XML 1.0 §2.11: the reader sees line feeds only; signatures are over what the reader sees.
  const xml = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  checkText(xml);
  let dom: DomNode;
  try {
    dom = await parseDom(xml);
  } catch {
    throw new XmlFault('xml unreadable');
  }
  if (!dom.documentElement) throw new XmlFault('xml unreadable');
  return { xml, root: elementOf(dom.documentElement) };
}

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_:.-]*`;
/** What XML is made of, without document types and processing instructions (XML 1.0 §2.1). */
const piece = new RegExp(
  [
    '[^<]+',
    '<!--(?:(?!--)[^])*-->',
    String.raw`<!\[CDATA\[(?:(?!\]\]>)[^])*\]\]>`,
    `</(?<closes>${NAME})\\s*>`,
    String.raw`<(?<opens>${NAME})(?:\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?<empty>/?)>`,
  ].join('|'),
  'uy',
);
const declaration = /^<\?xml(?:\s+[a-z]+\s*=\s*["'][\w.-]*["'])*\s*\?>/;

/**
 * The text is looked over before a parser builds anything of it: the parser is lenient, says what it
 * met aloud, and takes its time over what is large.
 */
function checkText(xml: string): void {
  if (/<!(?!--|\[CDATA\[)/.test(xml)) throw new XmlFault('xml document type');
  // XML 1.0 §2.2.
  if (/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml))
    throw new XmlFault('xml character');
  const [declared = ''] = declaration.exec(xml) ?? [];
  if (/encoding\s*=\s*["'](?!utf-8["'])/i.test(declared)) throw new XmlFault('xml encoding');
  const open: string[] = [];
  let elements = 0;
  piece.lastIndex = declared.length;
  while (piece.lastIndex < xml.length) {
    const outside = open.length === 0;
    const found = piece.exec(xml);
    if (!found) throw new XmlFault('xml unreadable');
    const { opens, closes, empty } = found.groups ?? {};
    if (opens !== undefined) {
      elements += 1;
      if (outside && elements > 1) throw new XmlFault('xml two roots');
      if (elements > most.elements) throw new XmlFault('xml too many elements');
      if (open.length > most.depth) throw new XmlFault('xml too deep');
      if (!empty) open.push(opens);
    } else if (closes !== undefined) {
      if (open.pop() !== closes) throw new XmlFault('xml unreadable');
    } else if (outside && !found[0].startsWith('<!--') && found[0].trim() !== '')
      throw new XmlFault('xml unreadable');
  }
  if (open.length > 0 || elements === 0) throw new XmlFault('xml unreadable');
}

/** True of an element of this name. */
export const isNamed = (element: XmlElement, space: string, name: string): boolean =>
  element.ns === space && element.name === name;

/** The children of this name. */
export const all = (element: XmlElement, space: string, name: string): XmlElement[] =>
  element.children.filter((child) => isNamed(child, space, name));

/** The child of this name, of which there must not be two. Throws XmlFault. */
export function one(element: XmlElement, space: string, name: string): XmlElement | undefined {
  const found = all(element, space, name);
  if (found.length > 1) throw new XmlFault(`${name} twice`);
  return found[0];
}

/** The text of an element that may hold nothing else, without space around it. Throws XmlFault. */
export function textOf(element: XmlElement): string {
  if (element.children.length > 0) throw new XmlFault(`${element.name} holds elements`);
  return element.text.trim();
}

/** The element and everything below it. */
export function* within(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* within(child);
}

function elementOf(dom: DomNode): XmlElement {
  const attributes = new Map<string, string>();
  for (const attribute of nodes(dom.attributes)) {
    if (attribute.namespaceURI) continue;
    attributes.set(attribute.localName ?? '', attribute.nodeValue ?? '');
  }
  const children: XmlElement[] = [];
  let text = '';
  for (const child of nodes(dom.childNodes)) {
    if (child.nodeType === ELEMENT) children.push(elementOf(child));
    else if (child.nodeType === TEXT || child.nodeType === CDATA) text += child.nodeValue ?? '';
  }
  const { namespaceURI: space, localName: name } = dom;
  return { ns: space, name: name ?? '', attributes, children, text, dom };
}

const ELEMENT = 1;
const TEXT = 3;
const CDATA = 4;

function* nodes(list: DomNode['childNodes'] | undefined): Generator<DomNode> {
  for (let at = 0; at < (list?.length ?? 0); at += 1) {
    const node = list?.item(at);
    if (node) yield node;
  }
}
