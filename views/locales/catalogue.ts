import type { Lang } from '../frame.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';
import { type Catalogue, zhCN } from './zh-CN.ts';

const catalogues = { 'zh-CN': zhCN, ko, en } satisfies Record<Lang, Catalogue>;

/** Every sentence of the pages in one language. */
export function sentences(lang: Lang): Catalogue {
  return catalogues[lang];
}

/** Puts values into the `{placeholders}` of a sentence; one without a value stays as it is. */
export function fill(sentence: string, words: Record<string, string | number> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, key: string) => String(words[key] ?? whole));
}
