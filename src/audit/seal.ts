import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { derive, type KeyRing } from '../crypto/ring.ts';

/** What of a seal is kept outside the database too: enough to know that it was there, and how it was. */
export interface Head {
  /** From 1, without gaps. */
  number: number;
  sealed_at: string;
  /** Digest of the list of event ids. */
  events: string;
  /** Digest over the previous seal, the list, and each event's mac. */
  digest: string;
  /** Ed25519 (RFC 8032) over all of the above. */
  signature: string;
}

/** A seal as the table has it; `number` as text, since anything may stand there. */
export interface SealRow {
  number: string;
  sealed_at: string;
  event_ids: string[];
  digest: Buffer;
  signature: Buffer;
}

/** What stands in the place of the previous digest before the first seal. */
const BEGINNING = Buffer.alloc(32).toString('base64url');

/** An instant in UTC to the microsecond, the same text that the store reads back. */
export function instant(at: Date): string {
  return at.toISOString().replace('Z', '000Z');
}

export function makeSeal(
  ring: KeyRing,
  previous: Head | undefined,
  at: Date,
  events: readonly { id: string; mac: Buffer }[],
): Head {
  const list = listDigest(events.map(({ id }) => id));
  const unsigned = {
    number: (previous?.number ?? 0) + 1,
    sealed_at: instant(at),
    events: list,
    digest: sealDigest(
      previous?.digest,
      list,
      events.map(({ mac }) => mac),
    ),
  };
  const signature = sign(null, signedText(unsigned), keysOf(ring).secret).toString('base64url');
  return { ...unsigned, signature };
}

export function headOf(row: SealRow): Head {
  return {
    number: Number(row.number),
    sealed_at: row.sealed_at,
    events: listDigest(row.event_ids),
    digest: row.digest.toString('base64url'),
    signature: row.signature.toString('base64url'),
  };
}

/** Whether a holder of the audit key signed this head, list of events and all. */
export function isSigned(ring: KeyRing, head: Head): boolean {
  const signature = Buffer.from(head.signature, 'base64url');
  return verify(null, signedText(head), keysOf(ring).open, signature);
}

/** Ed25519 by the key that signs seals, over any other list of texts; its first one says of what it is. */
export const signList = (ring: KeyRing, list: readonly unknown[]): string =>
  sign(null, Buffer.from(JSON.stringify(list)), keysOf(ring).secret).toString('base64url');

export const isSignedList = (ring: KeyRing, list: readonly unknown[], signature: string): boolean =>
  verify(
    null,
    Buffer.from(JSON.stringify(list)),
    keysOf(ring).open,
    Buffer.from(signature, 'base64url'),
  );

/** What seals, archives and exports are checked with outside, in PEM. It is no secret. */
export const publicKeyOf = (ring: KeyRing): string =>
  keysOf(ring).open.export({ type: 'spki', format: 'pem' }).toString();

export function sealDigest(
  previous: string | undefined,
  list: string,
  macs: readonly Buffer[],
): string {
  const hash = createHash('sha256').update(Buffer.from(previous ?? BEGINNING, 'base64url'));
  hash.update(Buffer.from(list, 'base64url'));
  for (const mac of macs) hash.update(mac);
  return hash.digest('base64url');
}

const listDigest = (ids: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(ids)).digest('base64url');

const signedText = ({ number, sealed_at, events, digest }: Omit<Head, 'signature'>) =>
  Buffer.from(JSON.stringify(['songhua audit seal 1', number, sealed_at, events, digest]));

const keys = new WeakMap<KeyRing, { secret: KeyObject; open: KeyObject }>();

/** What PKCS #8 puts before the 32 bytes of an Ed25519 key (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function keysOf(ring: KeyRing): { secret: KeyObject; open: KeyObject } {
  let known = keys.get(ring);
  if (!known) {
    const der = Buffer.concat([PKCS8, derive(ring.auditKey, 'audit seal')]);
    const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    known = { secret, open: createPublicKey(secret) };
    keys.set(ring, known);
  }
  return known;
}
