import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The pages that say how a source is connected name its boxes and buttons as the console does. */

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const catalogue = readdirSync(new URL('views/locales/', root), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((path) => /(zh-CN|said)\.ts$/.test(path))
  .map((path) => read(`views/locales/${path}`))
  .join('\n');

const demo = /^(石川|石峰|公积金|医保|社保|教育|不动产|卫健|税务|住房公积金网上业务)$/;
/** Values, and the library of the script at the end. */
const said = /^(男|女|读者证)$/;

test.each([
  'integrate-a-source.md',
  ...readdirSync(new URL('docs/integrate-a-source/', root)).map(
    (name) => `integrate-a-source/${name}`,
  ),
])('every Chinese word of %s stands in the catalogue', (page) => {
  const text = read(`docs/${page}`).replace(/```[\s\S]*?```/g, '');
  const words = [...text.matchAll(/\p{Script=Han}(?:[\p{Script=Han}]|（[^（）]{1,12}）)*/gu)].map(
    ([word]) => word,
  );
  expect(words.length).toBeGreaterThan(5);
  const strange = words.filter(
    (word) => !catalogue.includes(word) && !demo.test(word) && !said.test(word),
  );
  expect(strange).toEqual([]);
});
