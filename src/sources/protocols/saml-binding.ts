import { createSign, createVerify, X509Certificate } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Came, To } from '../contract.ts';
import { signRoot } from './saml-library.ts';
import { again, refuseTwins } from './saml-response.ts';
import { signedText, type Trust } from './saml-signature.ts';
import { readXml, type XmlElement, XmlFault } from './saml-xml.ts';

export type Binding = 'redirect' | 'post';
export type What = 'SAMLRequest' | 'SAMLResponse';

const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha';
const SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const LONGEST = 256 * 1024;

interface Message {
  what: What;
  xml: string;
  relay: string | undefined;
}

/** Our key with the certificate that shows it; nothing is signed without. */
export interface Ours {
  key: string | undefined;
  certificate: string | undefined;
}

/** Sends a message by a binding (SAML Bindings §3.4.4.1, §3.5.4), signed when we have a key. */
export function send(
  binding: Binding,
  url: string,
  message: Message,
  { key, certificate }: Ours,
): To {
  const { what, xml, relay } = message;
  if (binding === 'redirect')
    return {
      kind: 'location',
      url: `${url}${url.includes('?') ? '&' : '?'}${inQuery(message, key)}`,
    };
  const signed = key && certificate ? signRoot(xml, key, certificate) : xml;
  const fields = { [what]: Buffer.from(signed).toString('base64') };
  return {
    kind: 'post',
    url,
    fields: { ...fields, ...(relay !== undefined && { RelayState: relay }) },
  };
}

/** Deflated, and signed over the very text of the query. */
function inQuery({ what, xml, relay }: Message, key: string | undefined): string {
  const parts = [`${what}=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}`];
  if (relay !== undefined) parts.push(`RelayState=${encodeURIComponent(relay)}`);
  if (key) {
    parts.push(`SigAlg=${encodeURIComponent(`${RSA}256`)}`);
    const signature = createSign('RSA-SHA256').update(parts.join('&')).sign(key, 'base64');
    parts.push(`Signature=${encodeURIComponent(signature)}`);
  }
  return parts.join('&');
}

/**
 * The root of a message that came by either binding and is signed by one of the certificates: the
 * query as it stands, or the document, of which the signed bytes are read. Throws XmlFault.
 */
export async function receive(what: What, came: Came, trust: Trust): Promise<XmlElement> {
  return came.method === 'GET' ? fromQuery(what, came.query, trust) : fromForm(what, came, trust);
}

async function fromForm(what: What, { params }: Came, trust: Trust): Promise<XmlElement> {
  const document = await readXml(utf8(base64(params[what], what), what));
  refuseTwins(document.root);
  const signed = signedText(document, document.root, trust);
  if (signed === undefined) throw new XmlFault('unsigned');
  return again(signed, document.root);
}

async function fromQuery(what: What, query: string, trust: Trust): Promise<XmlElement> {
  // That no name comes twice was seen to where the query was read.
  const pairs = new Map(query.split('&').map((pair) => [pair.split('=', 1)[0] ?? '', pair]));
  const value = (name: string) =>
    decodeURIComponent((pairs.get(name) ?? '').slice(name.length + 1).replaceAll('+', ' '));
  const text = [what, 'RelayState', 'SigAlg'].flatMap((name) => pairs.get(name) ?? []).join('&');
  if (!pairs.has('Signature') || !pairs.has('SigAlg')) throw new XmlFault('unsigned');
  const digest = digestOf(value('SigAlg'), trust);
  const signature = base64(value('Signature'), 'Signature');
  const holds = trust.certificates.some((pem) =>
    createVerify(digest).update(text).verify(new X509Certificate(pem).publicKey, signature),
  );
  if (!holds) throw new XmlFault('signature');
  const { root } = await readXml(utf8(inflated(base64(value(what), what)), what));
  refuseTwins(root);
  return root;
}

/** The algorithms are ours to choose, never the sender's. */
function digestOf(algorithm: string, { allow_sha1 }: Trust): string {
  if (algorithm === `${RSA}256` || algorithm === `${RSA}512`)
    return `RSA-SHA${algorithm.slice(RSA.length)}`;
  if (allow_sha1 && algorithm === SHA1) return 'RSA-SHA1';
  throw new XmlFault('signature algorithm');
}

function inflated(packed: Buffer): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: LONGEST });
  } catch {
    throw new XmlFault('not deflated');
  }
}

/** What is written in base64, which may be broken into lines. Throws XmlFault. */
export function base64(text: string | undefined, what: string): Buffer {
  const packed = text?.replace(/\s/g, '') ?? '';
  if (packed === '' || !/^[\w+/]+={0,2}$/.test(packed)) throw new XmlFault(`no ${what}`);
  return Buffer.from(packed, 'base64');
}

/** Throws XmlFault. */
export function utf8(bytes: Buffer, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new XmlFault(`${what} not UTF-8`);
  }
}
