import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';

const files = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? files(join(dir, one.name)) : [join(dir, one.name)],
  );

test('whatever an event may be about has its words in three languages', () => {
  const kinds = new Set(
    files(join(import.meta.dirname, '../../src'))
      .flatMap((file) => [
        ...readFileSync(file, 'utf8').matchAll(/object: \{\s*kind: '([a-z_]+)'/g),
      ])
      .map(([, kind]) => kind),
  );
  expect(kinds.size).toBeGreaterThan(20);
  for (const lang of langs) {
    const words: Record<string, string> = sentences(lang).console.object_kinds;
    for (const kind of kinds) expect([lang, kind, words[kind ?? '']]).not.toContain(undefined);
  }
});
