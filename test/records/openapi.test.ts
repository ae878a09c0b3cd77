import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openapi } from '../../src/records/openapi.ts';
import { type RecordsNeeds, routes } from '../../src/records/routes.ts';

const file = new URL('../../docs/openapi/records.json', import.meta.url);

it('docs/openapi/records.json is what the code takes and answers', () => {
  const drawn = `${JSON.stringify(openapi(), null, 2)}\n`;
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(drawn));
});

it('it names every route there is, and no other', () => {
  const there = routes({} as RecordsNeeds).stack.flatMap(({ methods, path }) =>
    methods
      .filter((method) => method !== 'HEAD')
      .map(
        (method) =>
          `${method} ${String(path)
            .replace(/:(\w+)/g, '{$1}')
            .replace(/\/$/, '')}`,
      ),
  );
  const told = Object.entries(openapi()['paths'] as object).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(told.sort()).toEqual(there.sort());
});
