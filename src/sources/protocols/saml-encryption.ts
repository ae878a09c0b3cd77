import { decrypt } from './saml-library.ts';
import { ns, readXml, within, type XmlDocument, type XmlElement, XmlFault } from './saml-xml.ts';

/** RSA with OAEP only: PKCS #1 v1.5 tells whoever asks often enough what was encrypted. */
const keyWays = new Set([`${ns.encryption}rsa-oaep-mgf1p`]);
const contentWays = new Set([
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  `${ns.encryption}aes128-cbc`,
  `${ns.encryption}aes256-cbc`,
]);

/**
 * The document inside an `EncryptedAssertion` (SAML Core §2.3.4), read with the same care as what
 * came. CBC is taken, since many systems send nothing else; so every failure from here to the checked
 * signature must look the same outside, or it would tell what was encrypted (the caller sees to it).
 * Throws XmlFault.
 */
export async function decrypted(element: XmlElement, key: string): Promise<XmlDocument> {
  const parts = [...within(element)].filter((part) => part.ns === ns.encryption);
  const only = (name: string, most = 1) => {
    const found = parts.filter((part) => part.name === name);
    if (found.length !== most) throw new XmlFault(`encrypted assertion ${name}`);
    return found;
  };
  const [data] = only('EncryptedData');
  const [wrapped] = only('EncryptedKey');
  only('CipherValue', 2);
  if (!keyWays.has(methodOf(wrapped)) || !contentWays.has(methodOf(data)))
    throw new XmlFault('encryption algorithm');
  let text: string;
  try {
    // Whole, since the key may stand beside the data as well as in it.
    text = await decrypt(element.dom.toString(), key);
  } catch {
    throw new XmlFault('encrypted assertion');
  }
  return readXml(text);
}

const methodOf = (element: XmlElement | undefined): string =>
  element?.children
    .find((child) => child.ns === ns.encryption && child.name === 'EncryptionMethod')
    ?.attributes.get('Algorithm') ?? '';
