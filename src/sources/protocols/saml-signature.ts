import { verifiedBytes } from './saml-library.ts';
import { all, ns, type XmlDocument, type XmlElement, XmlFault } from './saml-xml.ts';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const transforms = new Set([ENVELOPED, EXCLUSIVE, `${EXCLUSIVE}WithComments`]);
const canonical = new Set([EXCLUSIVE, `${EXCLUSIVE}WithComments`]);

const digests = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]);
const signatures = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]);
const SHA1 = {
  digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
  signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
};

export interface Trust {
  /** Any of them may have signed: a source that changes its key publishes both for a while. */
  certificates: string[];
  allow_sha1: boolean;
}

/**
 * What was signed of an element, as text of its own, to be read instead of the element: signature
 * wrapping moves elements, and cannot move what is read here. Undefined when the element carries no
 * signature. Throws XmlFault when it carries one that does not hold.
 */
export function signedText(
  { xml }: Pick<XmlDocument, 'xml'>,
  element: XmlElement,
  trust: Trust,
): string | undefined {
  const [signature, second] = all(element, ns.signature, 'Signature');
  if (!signature) return undefined;
  if (second) throw new XmlFault('signature twice');
  checkShape(signature, element, trust);
  let bytes: string | null;
  try {
    bytes = verifiedBytes(xml, element.dom, trust.certificates);
  } catch {
    bytes = null;
  }
  if (bytes === null) throw new XmlFault('signature');
  return bytes;
}

/**
 * SAML Core §5.4: one reference, to the element itself, by its ID, over these transforms alone. The
 * algorithms are ours to choose, never the sender's. Throws XmlFault.
 */
function checkShape(signature: XmlElement, element: XmlElement, { allow_sha1 }: Trust): void {
  const [info, value, key, ...more] = signature.children;
  const wellMade =
    info &&
    value &&
    more.length === 0 &&
    info.name === 'SignedInfo' &&
    value.name === 'SignatureValue' &&
    (key === undefined || key.name === 'KeyInfo');
  if (!wellMade) throw new XmlFault('signature shape');
  const [method, algorithm, reference] = named(info, [
    'CanonicalizationMethod',
    'SignatureMethod',
    'Reference',
  ]);
  const [steps, digest] = named(reference, ['Transforms', 'DigestMethod', 'DigestValue']);
  const id = element.attributes.get('ID');
  if (!id || reference?.attributes.get('URI') !== `#${id}`)
    throw new XmlFault('signature reference');
  const chain = (steps?.children ?? []).map(algorithmOf);
  const usual =
    chain.length <= 2 && chain[0] === ENVELOPED && chain.every((one) => transforms.has(one));
  if (!usual) throw new XmlFault('signature transforms');
  if (!canonical.has(algorithmOf(method))) throw new XmlFault('signature canonicalization');
  const weak = (known: Set<string>, sha1: string, said: string) =>
    !known.has(said) && !(allow_sha1 && said === sha1);
  if (weak(signatures, SHA1.signature, algorithmOf(algorithm)))
    throw new XmlFault('signature algorithm');
  if (weak(digests, SHA1.digest, algorithmOf(digest))) throw new XmlFault('signature digest');
}

/** The children, when they are exactly these. */
function named(element: XmlElement | undefined, names: string[]): XmlElement[] {
  const children = element?.children ?? [];
  const fits =
    children.length === names.length &&
    children.every((child, at) => child.name === names[at] && child.ns === ns.signature);
  if (!fits) throw new XmlFault('signature shape');
  return [...children];
}

const algorithmOf = (element: XmlElement | undefined) => element?.attributes.get('Algorithm') ?? '';
