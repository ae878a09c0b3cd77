import { decrypt, writeXml } from './saml-library.ts';
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

/** RSA with OAEP only: PKCS #1 v1.5 tells whoever asks often enough what was encrypted. */
const keyWays = new Set([`${ns.encryption}rsa-oaep-mgf1p`]);
const contentWays = new Set([
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  `${ns.encryption}aes128-cbc`,
  `${ns.encryption}aes256-cbc`,
]);

/** What the library looks for by these names alone; of another namespace each is somebody's trick. */
const looksLikeOurs = new Set([
  ...['EncryptedData', 'EncryptedKey', 'EncryptionMethod', 'EncryptionProperties'],
  ...['CipherData', 'CipherValue', 'CipherReference'],
]);

/**
 * The document inside an `EncryptedAssertion` (SAML Core §2.3.4), read with the same care as what
 * came. The library finds its parts by their names, wherever they stand and whosesoever they are: so
 * it is given what was checked here, written anew, and nothing of what came. CBC is taken, since many
 * systems send nothing else; so every failure from here to the checked signature must look the same
 * outside, or it would tell what was encrypted (the caller sees to it). Throws XmlFault.
 */
export async function decrypted(element: XmlElement, key: string): Promise<XmlDocument> {
  const parts = [...within(element)];
  if (parts.some((part) => looksLikeOurs.has(part.name) && part.ns !== ns.encryption))
    throw new XmlFault('encrypted assertion namespace');
  const only = (name: string): XmlElement => {
    const [found, ...more] = parts.filter((part) => isNamed(part, ns.encryption, name));
    if (!found || more.length > 0) throw new XmlFault(`encrypted assertion ${name}`);
    return found;
  };
  const data = only('EncryptedData');
  const wrapped = only('EncryptedKey');
  // XML Encryption §3.5: the key stands in the data's own KeyInfo, or beside the data.
  const info = one(data, ns.signature, 'KeyInfo');
  if (!element.children.includes(data) || ![element, info].some((at) => holds(at, wrapped)))
    throw new XmlFault('encrypted assertion shape');
  const method = methodOf(wrapped, keyWays);
  checkDigest(method);
  const checked = {
    'xenc:EncryptedData': {
      '@xmlns:xenc': ns.encryption,
      'xenc:EncryptionMethod': { '@Algorithm': algorithmOf(methodOf(data, contentWays)) },
      'ds:KeyInfo': {
        '@xmlns:ds': ns.signature,
        'xenc:EncryptedKey': {
          'xenc:EncryptionMethod': { '@Algorithm': algorithmOf(method) },
          'xenc:CipherData': { 'xenc:CipherValue': cipherOf(wrapped) },
        },
      },
      'xenc:CipherData': { 'xenc:CipherValue': cipherOf(data) },
    },
  };
  let text: string;
  try {
    text = await decrypt(writeXml(checked), key);
  } catch {
    throw new XmlFault('encrypted assertion');
  }
  return readXml(text);
}

const holds = (at: XmlElement | undefined, part: XmlElement): boolean =>
  at?.children.includes(part) === true;

/** The one EncryptionMethod of what is encrypted, by a way that we take. */
function methodOf(element: XmlElement, ways: ReadonlySet<string>): XmlElement {
  const method = one(element, ns.encryption, 'EncryptionMethod');
  if (!method || !ways.has(algorithmOf(method))) throw new XmlFault('encryption algorithm');
  return method;
}

const algorithmOf = (method: XmlElement): string => method.attributes.get('Algorithm') ?? '';

/** XML Encryption §5.4.2: SHA-1 unless said, and no parameters; the library reads no other rightly. */
function checkDigest(method: XmlElement): void {
  for (const said of method.children) {
    const sha1 =
      isNamed(said, ns.signature, 'DigestMethod') && algorithmOf(said) === `${ns.signature}sha1`;
    if (!sha1) throw new XmlFault('encryption algorithm');
  }
}

/** The bytes of what is encrypted, in Base64, there and not somewhere else. */
function cipherOf(element: XmlElement): string {
  const [data, ...more] = all(element, ns.encryption, 'CipherData');
  const value = data && one(data, ns.encryption, 'CipherValue');
  if (!value || more.length > 0) throw new XmlFault('encrypted assertion CipherValue');
  const text = textOf(value).replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new XmlFault('encrypted assertion CipherValue');
  return text;
}
