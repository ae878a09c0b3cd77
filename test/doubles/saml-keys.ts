import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

/** A key and the certificate that shows it, both PEM. */
export interface KeyWithCertificate {
  key: string;
  certificate: string;
}

/**
 * An RSA key with a certificate that it signed itself, as SAML systems exchange them (RFC 5280 §4.1):
 * nothing but a name, a time and the key.
 */
export function selfSigned(
  name: string,
  { from = '20200101000000Z', until = '20991231000000Z', bits = 2048 } = {},
): KeyWithCertificate {
  // The same again in one process: making one takes long on a busy machine.
  const asked = [name, from, until, bits].join();
  const kept = made.get(asked) ?? make(name, from, until, bits);
  made.set(asked, kept);
  return kept;
}

const made = new Map<string, KeyWithCertificate>();

function make(name: string, from: string, until: string, bits: number): KeyWithCertificate {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, certificate: certificateOf(privateKey, name, from, until) };
}

function certificateOf(key: KeyObject, name: string, from: string, until: string): string {
  // sha256WithRSAEncryption, with its NULL.
  const algorithm = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
  const commonName = Buffer.from('0603550403', 'hex');
  const named = der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from(name)))));
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    named,
    der(0x30, der(0x18, Buffer.from(from)), der(0x18, Buffer.from(until))),
    named,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, key));
  const lines =
    der(0x30, body, algorithm, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length.toString(16);
  const bytes = Buffer.from(size.length % 2 ? `0${size}` : size, 'hex');
  const head =
    length < 128 ? Buffer.of(tag, length) : Buffer.of(tag, 0x80 | bytes.length, ...bytes);
  return Buffer.concat([head, content]);
}
