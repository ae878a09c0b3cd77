import type { KeyRing } from './ring.ts';

/** Where a sealed value stands. Never the owner: a merge must be able to move rows (DESIGN 4). */
export interface Place {
  table: string;
  column: string;
  row: string;
}

const bound = ({ table, column, row }: Place) => Buffer.from(`${table}\u0000${column}\u0000${row}`);

/** A value stands under a key that this node was not given. Names the key and the place, never data. */
export class UnknownKey extends RangeError {
  constructor(keyId: string, { table, column, row }: Place) {
    super(
      `field key ${keyId} is not in the ring: ${table}.${column}, row ${row} is sealed with it`,
    );
    this.name = 'UnknownKey';
  }
}

/** Seals a text for one place: `suite.keyid.base64url`. The same text gives another value each time. */
export function seal(ring: KeyRing, place: Place, plain: string): string {
  const key = ring.fieldKeys.get(ring.fieldKeyId) as Buffer;
  const value = ring.suite.seal(key, Buffer.from(plain), bound(place));
  return `${ring.suite.name}.${ring.fieldKeyId}.${value.toString('base64url')}`;
}

/** Opens a sealed value; throws when it was altered, moved to another place, or its key is not in the ring. */
export function open(ring: KeyRing, place: Place, sealed: string): string {
  const [suite, keyId, value] = sealed.split('.');
  if (suite !== ring.suite.name || !keyId || value === undefined)
    throw new RangeError('not a sealed value of this suite');
  const key = ring.fieldKeys.get(keyId);
  if (!key) throw new UnknownKey(keyId, place);
  return ring.suite.open(key, Buffer.from(value, 'base64url'), bound(place)).toString();
}
