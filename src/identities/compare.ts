import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { hashColumn } from '../crypto/hash.ts';
import { open } from '../crypto/seal.ts';
import { levelOf, type Method } from './level.ts';
import * as linksStore from './links-store.ts';
import { maskName, maskNumber, maskPhone } from './masks.ts';
import * as store from './store.ts';

/**
 * Two identities next to each other, for whoever has to say whether they are one person's. Whether a
 * value is the same is told by its key; the value itself is masked, or not given at all.
 */
export interface Side {
  id: string;
  state: store.IdentityRow['state'];
  masked_name: string;
  /** Of the unexpired evidence. */
  level: number;
  created_at: Date;
  documents: {
    type: string;
    masked: string;
    standing: 'claimed' | 'owned';
    source_id: string | null;
    from_at: Date;
  }[];
  phones: { masked: string; proved_at: Date | null; bound_level: number; from_at: Date }[];
  evidence: {
    method: Method;
    authority: string;
    level: number;
    at: Date;
    expires_at: Date | null;
    counts: boolean;
  }[];
  links: Pick<
    linksStore.LinkRow,
    'id' | 'source_id' | 'bound_level' | 'linked_at' | 'last_used_at' | 'suspended_at'
  >[];
  password: boolean;
  /** By any way in that it has now. */
  last_used_at?: Date;
}

/** `unknown`: one of the two, or both, have none. */
export type Sameness = 'same' | 'different' | 'unknown';

export interface Compared {
  name: Sameness;
  birthdate: Sameness;
  gender: Sameness;
  /** A line for each type that either has. */
  documents: { type: string; is: Sameness }[];
  phone: Sameness;
}

interface Known {
  side: Side;
  name?: string;
  birthdate?: string;
  gender?: string;
  numbers: { type: string; key: string }[];
  phones: string[];
}

/** One identity as staff may see it; undefined when there is none. */
export async function sideOf(base: Base, id: string): Promise<Side | undefined> {
  return (await known(base, id))?.side;
}

/** Both, and what of them is the same; undefined when one of them is not there. */
export async function compare(
  base: Base,
  [one, other]: readonly [string, string],
): Promise<{ sides: [Side, Side]; is: Compared } | undefined> {
  const a = await known(base, one);
  const b = await known(base, other);
  if (!a || !b) return undefined;
  const types = [...new Set([...a.numbers, ...b.numbers].map(({ type }) => type))].sort();
  return {
    sides: [a.side, b.side],
    is: {
      name: alike(a.name, b.name),
      birthdate: alike(a.birthdate, b.birthdate),
      gender: alike(a.gender, b.gender),
      documents: types.map((type) => ({
        type,
        is: anyAlike(keysOf(a.numbers, type), keysOf(b.numbers, type)),
      })),
      phone: anyAlike(a.phones, b.phones),
    },
  };
}

const alike = (a: string | undefined, b: string | undefined): Sameness =>
  a === undefined || b === undefined ? 'unknown' : a === b ? 'same' : 'different';

function anyAlike(a: readonly string[], b: readonly string[]): Sameness {
  if (a.length === 0 || b.length === 0) return 'unknown';
  return a.some((one) => b.includes(one)) ? 'same' : 'different';
}

const keysOf = (numbers: Known['numbers'], type: string) =>
  numbers.filter((one) => one.type === type).map(({ key }) => key);

async function known(base: Base, id: string): Promise<Known | undefined> {
  const { db, ring } = base;
  const row = await store.readIdentity(db, id);
  if (!row) return undefined;
  const now = base.clock.now();
  const numbers = await store.currentIdentifiers(db, id);
  const phones = (await store.currentContacts(db, id)).filter(({ kind }) => kind === 'phone');
  const proofs = await store.readProofs(db, id);
  const links = await linksStore.linksOf(db, id);
  const ways = await credentials.list(base, id);
  const mine = (column: 'name_sealed' | 'birthdate_sealed') => {
    const sealed = row[column];
    return sealed === null
      ? undefined
      : open(ring, { table: 'identities', column, row: id }, sealed);
  };
  const value = (table: string, held: { id: string; value_sealed: string }) =>
    open(ring, { table, column: 'value_sealed', row: held.id }, held.value_sealed);
  const used = [...links, ...ways].flatMap(({ last_used_at }) => last_used_at ?? []);
  const hash = hashColumn(ring, 'match_hash');
  const birthdate = mine('birthdate_sealed');
  const name_key = row[hashColumn(ring, 'name_hash')];
  return {
    side: {
      ...{ id, state: row.state, created_at: row.created_at, level: levelOf(proofs, now) },
      masked_name: maskName(mine('name_sealed') ?? ''),
      documents: numbers.map((one) => ({
        ...{
          type: one.type,
          standing: one.standing,
          source_id: one.source_id,
          from_at: one.from_at,
        },
        masked: maskNumber(value('identifiers', one)),
      })),
      phones: phones.map((one) => ({
        ...{ proved_at: one.proved_at, bound_level: one.bound_level, from_at: one.from_at },
        masked: maskPhone(value('contacts', one)),
      })),
      evidence: proofs.map((one) => ({
        ...{ method: one.method, authority: one.authority, level: one.level, at: one.at },
        expires_at: one.expires_at,
        counts: levelOf([one], now) > 0,
      })),
      links: links.map((one) => ({
        ...{ id: one.id, source_id: one.source_id, bound_level: one.bound_level },
        ...{ linked_at: one.linked_at, last_used_at: one.last_used_at },
        suspended_at: one.suspended_at,
      })),
      password: ways.some(({ kind }) => kind === 'password'),
      ...(used.length > 0 && {
        last_used_at: new Date(Math.max(...used.map((at) => at.getTime()))),
      }),
    },
    ...(name_key && { name: name_key }),
    ...(birthdate !== undefined && { birthdate }),
    // 0 and 9 of GB/T 2261.1 say that it is not known.
    ...((row.gender === 1 || row.gender === 2) && { gender: String(row.gender) }),
    numbers: numbers.flatMap((one) => (one[hash] ? [{ type: one.type, key: one[hash] }] : [])),
    phones: phones.flatMap((one) => one[hash] ?? []),
  };
}
