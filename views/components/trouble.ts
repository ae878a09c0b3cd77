import type { PageFrame } from '../frame.ts';
import { fill, sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

/** What is wrong with a filled-in form: a sentence of `problems`, or of a refusal. */
export interface Trouble {
  code: keyof Catalogue['problems'] | keyof Catalogue['refusals'];
  /** The field to lead to: `username`, `password`, ... */
  field?: string;
  /** Minutes until it is worth trying again. */
  minutes?: number;
}

/** What happened and what to do, in one breath. */
export function inSentence(frame: PageFrame, trouble: Trouble): string {
  const { problems, refusals } = sentences(frame.lang);
  const words = { minutes: trouble.minutes ?? 1 };
  if (isProblem(trouble.code, problems)) return fill(problems[trouble.code], words);
  const { what, now } = refusals[trouble.code];
  return fill(frame.lang === 'zh-CN' ? what + now : `${what} ${now}`, words);
}

function isProblem(
  code: Trouble['code'],
  problems: Catalogue['problems'],
): code is keyof Catalogue['problems'] {
  return code in problems;
}
