import { createHash } from 'node:crypto';
import { type KeyRing, makeRing } from '../../src/crypto/ring.ts';

const key = (name: string) => createHash('sha256').update(`songhua test ${name}`).digest();

/** The ring of a node in one step of a change of keys. The first field key is the one of testRing. */
export function ringOf(at: { field?: readonly string[]; match?: readonly number[] }): KeyRing {
  const named = (id: string) => ({ id, key: key(id === 't1' ? 'field' : `field ${id}`) });
  const numbered = (version: number) => ({
    version,
    key: key(version === 1 ? 'match' : `match ${version}`),
  });
  return makeRing({
    fieldKeys: (at.field ?? ['t1']).map(named),
    matchKeys: [1, 2, 3, 4].map(numbered),
    matchVersions: at.match ?? [1],
    subjectKey: key('subject'),
    auditKey: key('audit'),
    formKey: key('form'),
  });
}
