/** What a page may show of a name or number so that its owner recognises it and nobody else learns it. */

/** 张三丰 → 张**; YANGBEN ZHENGJIAN → Y*** Z***. */
export function maskName(name: string): string {
  const characters = [...name.trim()];
  if (!/\p{Script=Han}|\p{Script=Hangul}|\p{Co}/u.test(name))
    return name
      .trim()
      .split(/\s+/)
      .map((word) => `${[...word][0] ?? ''}***`)
      .join(' ');
  return `${characters[0] ?? ''}${'*'.repeat(Math.min(Math.max(characters.length - 1, 1), 4))}`;
}

/** 220000190001010018 → 220***********0018; short numbers show their first and last two characters at most. */
export function maskNumber(number: string): string {
  const [head, tail] = number.length >= 12 ? [3, 4] : [1, 2];
  if (number.length <= head + tail) return '*'.repeat(number.length);
  return number.slice(0, head) + '*'.repeat(number.length - head - tail) + number.slice(-tail);
}

/** +8619900000001 → 199****0001. */
export function maskPhone(phone: string): string {
  const local = phone.replace(/^\+86/, '');
  return local.length < 8
    ? '*'.repeat(local.length)
    : `${local.slice(0, -8)}****${local.slice(-4)}`;
}
