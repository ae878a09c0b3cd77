import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/**
 * A passkey in software (WebAuthn Level 2, "none" attestation, ES256), for tests without a browser:
 * answers what `navigator.credentials` would, as the page posts it.
 */
export function authenticator({ origin, verified = true }: { origin: string; verified?: boolean }) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  const rpIdHash = sha256(Buffer.from(new URL(origin).hostname));
  let counter = 0;

  function data(flags: number, more = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++counter);
    // Present; verified with a PIN or a finger.
    const flag = Buffer.from([0x01 | (verified ? 0x04 : 0) | flags]);
    return Buffer.concat([rpIdHash, flag, count, more]);
  }

  const clientData = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  const answer = (response: Record<string, unknown>) =>
    JSON.stringify({
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response,
    });

  return {
    /** What a new passkey answers. */
    create({ challenge }: { challenge: string }): string {
      const jwk = publicKey.export({ format: 'jwk' });
      const part = (text = '') => Buffer.from(text, 'base64url');
      const cose = map([
        [int(1), int(2)],
        [int(3), int(-7)],
        [int(-1), int(1)],
        [int(-2), bytes(part(jwk.x))],
        [int(-3), bytes(part(jwk.y))],
      ]);
      const length = Buffer.from([0, id.length]);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, cose]);
      const attestation = map([
        [text('fmt'), text('none')],
        [text('attStmt'), map([])],
        [text('authData'), bytes(data(0x40, attested))],
      ]);
      return answer({
        clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      });
    },
    /** What it answers when it is shown. */
    get({ challenge }: { challenge: string }): string {
      const client = clientData('webauthn.get', challenge);
      const authData = data(0);
      const signature = createSign('sha256')
        .update(Buffer.concat([authData, sha256(client)]))
        .sign(privateKey);
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
      });
    },
  };
}

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest();

/** As much of CBOR (RFC 8949) as the two structures take. */
function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}
const int = (n: number) => (n < 0 ? head(1, -1 - n) : head(0, n));
const bytes = (data: Buffer) => Buffer.concat([head(2, data.length), data]);
const text = (words: string) => Buffer.concat([head(3, words.length), Buffer.from(words)]);
const map = (entries: readonly [Buffer, Buffer][]) =>
  Buffer.concat([head(5, entries.length), ...entries.flat()]);
