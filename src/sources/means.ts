import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import type { Means, SignOutMeans } from './contract.ts';
import { mappingOf } from './registration.ts';
import type { SourceRow } from './store.ts';
import * as store from './store.ts';

/** What a protocol may use to speak to this source. */
export const meansOf = (base: Base, row: SourceRow): Means => ({
  clock: base.clock,
  source_id: row.id,
  mapping: mappingOf(row),
  document: () => store.documentOf(base, row.id),
  once: (key, until) =>
    store.once(base, {
      ...{ source_id: row.id, until },
      key: onceHash(base, row.id, key),
    }),
});

/** The same for its sign-out. */
export const signOutMeansOf = (base: Base, row: SourceRow): SignOutMeans => ({
  ...meansOf(base, row),
  seen: (key) => store.seen(base, row.id, onceHash(base, row.id, key)),
});

/** The key under which it is kept that something of a source was taken. */
const onceHash = (base: Base, source_id: string, key: string): string =>
  keyedHash(base.ring, 'artefact', `once ${source_id} ${key}`);
