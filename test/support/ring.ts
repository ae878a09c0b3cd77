import { createHash } from 'node:crypto';
import { type KeyRing, makeRing } from '../../src/crypto/ring.ts';

const key = (name: string) => createHash('sha256').update(`songhua test ${name}`).digest();

/** The keys of all tests: the same each time, so that values of two runs compare. */
export function testRing(): KeyRing {
  return makeRing({
    fieldKeys: [{ id: 't1', key: key('field') }],
    matchKeys: [{ version: 1, key: key('match') }],
    matchVersions: [1],
    subjectKey: key('subject'),
    auditKey: key('audit'),
    formKey: key('form'),
  });
}
