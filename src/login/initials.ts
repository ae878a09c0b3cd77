/**
 * Pinyin initials of a Chinese text, so that `gjj` finds 公积金. The first character of each letter
 * in the pinyin order of the collation (Unicode CLDR) bounds the letters; no dictionary is needed.
 */
const bounds = [...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'];
const letters = [...'abcdefghjklmnopqrstwxyz'];

/** Read otherwise in the names of this province: 长春, 长白, 长岭. */
const readings: Partial<Record<string, string>> = { 长: 'c' };

const order = new Intl.Collator('zh-CN-u-co-pinyin');

/** One letter for each Han character; everything else is left out. */
export function initials(text: string): string {
  return [...text].flatMap((character) => initial(character) ?? []).join('');
}

function initial(character: string): string | undefined {
  if (!/\p{Script=Han}/u.test(character)) return undefined;
  if (readings[character]) return readings[character];
  const after = bounds.findLastIndex((bound) => order.compare(character, bound) >= 0);
  return letters[after];
}
