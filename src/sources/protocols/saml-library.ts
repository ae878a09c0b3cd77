/**
 * The one door to the XML parts of node-saml: parsing, canonical form, signature, encryption. They are
 * not in its index, and its own reading of an answer is not used: it asks the machine's clock, keeps
 * requests in the process, and does not look at Recipient and Destination (saml-assertion.ts does).
 */
import {
  buildXmlBuilderObject,
  decryptXml,
  getVerifiedXml,
  parseDomFromString,
  signXml,
} from '@node-saml/node-saml/lib/xml.js';

/** What is used of a DOM node; the project compiles without the browser's types. */
export interface DomNode {
  nodeType: number;
  localName: string | null;
  namespaceURI: string | null;
  nodeValue: string | null;
  childNodes: { length: number; item(at: number): DomNode | null };
  attributes?: { length: number; item(at: number): DomNode | null };
  documentElement?: DomNode;
  toString(): string;
}

export const parseDom = parseDomFromString as unknown as (xml: string) => Promise<DomNode>;

/**
 * The canonical bytes of an element that one of the certificates signed, with the one signature that
 * is its child and speaks of nothing else; null when none did (XML Signature §3.2).
 */
export const verifiedBytes = getVerifiedXml as unknown as (
  xml: string,
  element: DomNode,
  certificates: string[],
) => string | null;

/** What stands in an `xenc:EncryptedData`. */
export const decrypt: (xml: string, key: string) => Promise<string> = decryptXml;

/** An element as it is written: `@name` an attribute, `#text` its text, anything else a child. */
export interface Written {
  [name: string]: string | boolean | Written | (string | Written)[] | undefined;
}

/** XML text of an element, escaped. */
export const writeXml = (element: Written): string =>
  buildXmlBuilderObject(element as never, false);

/** Signs the root element with RSA-SHA256, the signature after its issuer (SAML Core §5.4). */
export const signRoot = (xml: string, privateKey: string, publicCert: string): string =>
  signXml(
    xml,
    '/*',
    { reference: '/*/*[local-name(.)="Issuer"]', action: 'after' },
    { privateKey, publicCert, signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256' },
  );
