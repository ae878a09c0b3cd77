import type { Lang } from '../../frame.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';
import { said } from './said.ts';
import { type SettingWords, zhCN } from './zh-CN.ts';

const catalogues = { 'zh-CN': zhCN, ko, en } satisfies Record<Lang, SettingWords>;

/**
 * Under which name a setting stands in the catalogue: that of its protocol first, then its whole
 * name, then ever less of it. Undefined where there are no words for it.
 */
export function wordsKey(protocol: string, label: string): keyof SettingWords | undefined {
  const parts = label.split('.');
  const names = parts.map((_, at) => parts.slice(at).join('.'));
  return [`${protocol}:${label}`, ...names].find(
    (name): name is keyof SettingWords => name in zhCN,
  );
}

/** A setting's label, and a hint where it has one. */
export function settingWords(
  protocol: string,
  label: string,
  lang: Lang,
): { label: string; hint: string | undefined } {
  const key = wordsKey(protocol, label);
  const [words, hint] = key ? catalogues[lang][key] : [label];
  return { label: words, hint };
}

/** What a schema says of a setting, in the reader's language; undefined where it has no words there. */
export function saidWords(message: string, lang: Lang): string | undefined {
  if (lang === 'en') return `It ${message}.`.replace(/^It (?!must|is|gives|stands)/, '');
  for (const [pattern, words] of said) {
    const found = pattern.exec(message);
    if (found) return words[lang].replace(/\$(\d)/g, (_, group) => found[Number(group)] ?? '');
  }
  return undefined;
}
