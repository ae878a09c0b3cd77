import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import type { Means } from './contract.ts';
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
      key: keyedHash(base.ring, 'artefact', `once ${row.id} ${key}`),
    }),
});
