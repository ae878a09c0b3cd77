import { pinyin } from 'pinyin-pro';

/** Kept from search to search: names are few and change seldom. */
const read = new Map<string, string[]>();
const MOST = 10_000;

/**
 * How a Chinese text is typed on a Latin keyboard: its initials (`gjj` for 公积金) and its whole
 * pinyin without tones or blanks, with ü as v and, where that differs, as u. Other scripts are left out.
 */
export function typedAs(text: string): string[] {
  const known = read.get(text);
  if (known) return known;
  const whole = pinyin(text, { ...plain, v: true }).join('');
  const typed = [initials(text), whole, whole.replaceAll('v', 'u')].filter(Boolean);
  if (read.size >= MOST) read.clear();
  read.set(text, [...new Set(typed)]);
  return typed;
}

/** One letter for each Han character. */
export const initials = (text: string): string =>
  pinyin(text, { ...plain, pattern: 'first' }).join('');

const plain = { toneType: 'none', type: 'array', nonZh: 'removed' } as const;
