import { decrypted } from './saml-encryption.ts';
import type { Metadata } from './saml-metadata.ts';
import type { SamlSettings } from './saml-settings.ts';
import { signedText, type Trust } from './saml-signature.ts';
import {
  all,
  isNamed,
  ns,
  one,
  readXml,
  textOf,
  within,
  type XmlDocument,
  type XmlElement,
  XmlFault,
} from './saml-xml.ts';

const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';

/** What our visit asked, so that nothing else is taken for its answer. */
export interface Asked {
  /** ID of our request. */
  request: string;
  /** Where the answer was to come: our assertion consumer. */
  callback: string;
}

/**
 * The assertion of a Response (SAML Core §3.3.3, Profiles §4.1.4.3) that is for us, answers our
 * request and is signed as the settings want; read from the bytes that were signed and nothing else.
 * 'cancelled' when the person or the source ended the sign-in there. Throws XmlFault.
 */
export async function assertionOf(
  text: string,
  settings: SamlSettings,
  { certificates }: Pick<Metadata, 'certificates'>,
  asked: Asked,
): Promise<XmlElement | 'cancelled'> {
  const trust: Trust = { certificates, allow_sha1: settings.allow_sha1 };
  const document = await readXml(text);
  const came = document.root;
  if (!isNamed(came, ns.protocol, 'Response')) throw new XmlFault('no Response');
  refuseTwins(came);
  const signed = signedText(document, came, trust);
  const response = signed === undefined ? came : await again(signed, came);
  checkResponse(response, settings, asked, signed !== undefined);
  if (statusOf(response) === 'cancelled') return 'cancelled';
  // Whoever could replace the answer could leave its signature away: what is due must be there.
  if (settings.signed !== 'assertion' && signed === undefined)
    throw new XmlFault('response unsigned');

  const plain = [...within(came)].filter((part) => isNamed(part, ns.assertion, 'Assertion'));
  const sealed = [...within(came)].filter((part) =>
    isNamed(part, ns.assertion, 'EncryptedAssertion'),
  );
  const [only, ...more] = [...plain, ...sealed];
  if (!only || more.length > 0 || !came.children.includes(only))
    throw new XmlFault('not one assertion');
  if (sealed.length === 0) {
    if (settings.require_encryption) throw new XmlFault('assertion not encrypted');
    return vouchedFor({ ...document, root: only }, settings, trust, response);
  }
  const { decryption_key: key } = settings;
  if (key === undefined) throw new XmlFault('no key to decrypt with');
  try {
    // From the signed bytes, where the answer is signed.
    const [box] = all(response, ns.assertion, 'EncryptedAssertion');
    if (!box) throw new XmlFault('not one assertion');
    const inner = await decrypted(box, key);
    if (!isNamed(inner.root, ns.assertion, 'Assertion')) throw new XmlFault('no assertion');
    refuseTwins(inner.root);
    return await vouchedFor(inner, settings, trust);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    // One word for all of it: which step failed would tell what was encrypted (saml-encryption.ts).
    throw new XmlFault('encrypted assertion');
  }
}

/**
 * The assertion as its own signature covers it; or, where only the answer is signed, as that covers
 * it: `response` is then read from signed bytes.
 */
async function vouchedFor(
  document: XmlDocument,
  settings: SamlSettings,
  trust: Trust,
  response?: XmlElement,
): Promise<XmlElement> {
  const signed = signedText(document, document.root, trust);
  if (signed !== undefined) return again(signed, document.root);
  if (settings.signed !== 'response') throw new XmlFault('assertion unsigned');
  const [inside] = response ? all(response, ns.assertion, 'Assertion') : [document.root];
  if (!inside) throw new XmlFault('not one assertion');
  return inside;
}

/** Reads what was signed; it is the element that was looked at, or nothing. */
export async function again(signed: string, was: XmlElement): Promise<XmlElement> {
  const { root } = await readXml(signed);
  const same = was.ns === root.ns && was.name === root.name;
  if (!same || root.attributes.get('ID') !== was.attributes.get('ID'))
    throw new XmlFault('signed something else');
  return root;
}

function checkResponse(
  response: XmlElement,
  { issuer }: SamlSettings,
  { request, callback }: Asked,
  signed: boolean,
): void {
  if (response.attributes.get('Version') !== '2.0') throw new XmlFault('version');
  if (response.attributes.get('InResponseTo') !== request) throw new XmlFault('InResponseTo');
  const destination = response.attributes.get('Destination');
  // SAML Bindings §3.5.5.2: a signed answer says where it goes.
  if ((destination !== undefined || signed) && destination !== callback)
    throw new XmlFault('Destination');
  const from = one(response, ns.assertion, 'Issuer');
  if (from && textOf(from) !== issuer) throw new XmlFault('response Issuer');
}

/** SAML Core §3.2.2.2; in words of the format only, whatever it says. */
function statusOf(response: XmlElement): 'success' | 'cancelled' {
  const top = one(one(response, ns.protocol, 'Status') ?? response, ns.protocol, 'StatusCode');
  const first = wordOf(top);
  const second = wordOf(top && one(top, ns.protocol, 'StatusCode'));
  if (first === 'Success') return 'success';
  if (first === 'Responder' && (second === 'AuthnFailed' || second === 'RequestDenied'))
    return 'cancelled';
  throw new XmlFault(`status ${first} ${second}`.trim());
}

function wordOf(code: XmlElement | undefined): string {
  const value = code?.attributes.get('Value') ?? '';
  const word = value.startsWith(STATUS) ? value.slice(STATUS.length) : '';
  return /^[A-Za-z]{1,40}$/.test(word) ? word : '';
}

/** Two elements with one ID: which of them was signed would be a matter of taste. */
export function refuseTwins(root: XmlElement): void {
  const seen = new Set<string>();
  for (const { attributes } of within(root)) {
    for (const name of ['ID', 'Id', 'id']) {
      const id = attributes.get(name);
      if (id === undefined) continue;
      if (seen.has(id)) throw new XmlFault('ID twice');
      seen.add(id);
    }
  }
}
