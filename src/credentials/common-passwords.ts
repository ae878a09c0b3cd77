import { numbers, runs, words } from './common-words.ts';

/**
 * Whether a password is one that is tried first (NIST SP 800-63B §3.1.1.2 asks for such a list; here
 * it is a list of words and the rules by which people dress them up). Length and classes of
 * characters are no measure: Password1! is common and a plain sentence is not.
 */
export function isCommon(password: string): boolean {
  const text = password.toLowerCase();
  return (
    isRepeated(text) ||
    isRun(text) ||
    isDigits(text) ||
    isDressed(text) ||
    isDressed(plainLetters(text))
  );
}

/** A short piece over and over: aaaaaaaa, 12121212, abc1abc1. */
function isRepeated(text: string): boolean {
  if (new Set(text).size < 4) return true;
  return [1, 2, 3, 4].some(
    (size) => text === text.slice(0, size).repeat(text.length).slice(0, text.length),
  );
}

/** A piece of a run, forwards or backwards, or two pieces end to end: 1234qwer, qwerty4321. */
function isRun(text: string): boolean {
  const piece = (part: string) => both.some((run) => run.includes(part));
  if (piece(text)) return true;
  for (let cut = 3; cut <= text.length - 3; cut += 1)
    if (piece(text.slice(0, cut)) && piece(text.slice(cut))) return true;
  return false;
}

const both = runs.flatMap((run) => [run, [...run].reverse().join('')]);

/** Digits alone: loved numbers, two of them together, a date, a mobile number. */
function isDigits(text: string): boolean {
  if (!/^\d+$/.test(text)) return false;
  if (/^1[3-9]\d{9}$/.test(text) || isDate(text) || numbers.has(text)) return true;
  for (let cut = 2; cut <= text.length - 2; cut += 1)
    if (numbers.has(text.slice(0, cut)) && numbers.has(text.slice(cut))) return true;
  return false;
}

function isDate(digits: string): boolean {
  const form = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
  const other = /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}$/;
  return form.test(digits) || other.test(digits);
}

/** One or two words of the list with a little around them: Password1!, 520woaini, admin@123. */
function isDressed(text: string): boolean {
  const [, before = '', core = '', after = ''] = /^([^a-z]*)(.*?)([^a-z]*)$/s.exec(text) ?? [];
  if (!isWords(core)) return false;
  return [before, after].every((dress) => {
    const bare = dress.replace(/[^\d]/g, '');
    return (
      dress.length <= 4 ||
      (dress.length - bare.length <= 2 && (numbers.has(bare) || isDate(bare) || isRun(bare)))
    );
  });
}

function isWords(core: string): boolean {
  if (words.has(core)) return true;
  const parts = core.split(/[^a-z]+/).filter((part) => part !== '');
  if (parts.length > 1) return parts.length === 2 && parts.every((part) => words.has(part));
  for (let cut = 2; cut <= core.length - 2; cut += 1)
    if (words.has(core.slice(0, cut)) && words.has(core.slice(cut))) return true;
  return false;
}

const lookalikes: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** p@ssw0rd1 → password1: look-alikes between letters are read as the letters. */
function plainLetters(text: string): string {
  const [, head = '', core = '', tail = ''] = /^(\d*)(.*?)([\d!@#$%^&*.]*)$/s.exec(text) ?? [];
  return head + core.replace(/[013457@$!]/g, (c) => lookalikes[c] ?? c) + tail;
}
