import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/audit/kinds.ts';
import { refusals } from '../../src/errors.ts';
import { identifierTypes } from '../../src/identities/identifier-types.ts';
import { endReasons } from '../../src/sessions/reasons.ts';
import { langs } from '../../views/frame.ts';
import { fill, sentences } from '../../views/locales/catalogue.ts';

type Leaf = string | ((...values: never[]) => string);

/** Every sentence by its path, lists and groups walked through. */
function leaves(group: object, path = ''): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const [key, value] of Object.entries(group)) {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === 'object' && value !== null) {
      for (const [inner, leaf] of leaves(value, here)) found.set(inner, leaf);
    } else found.set(here, value);
  }
  return found;
}

const placeholders = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();
/** Numbers of organisations are never shown on a person's pages. */
const organisations: string[] = ['uscc', 'org_code'];
const chinese = leaves(sentences('zh-CN'));

describe.each(langs)('the catalogue in %s', (lang) => {
  const here = leaves(sentences(lang));

  test('has exactly the sentences of the Chinese one', () => {
    expect([...here.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  test('takes the same values in the same places', () => {
    for (const [path, leaf] of here) {
      const original = chinese.get(path);
      expect(typeof leaf, path).toBe(typeof original);
      if (typeof leaf === 'string' && typeof original === 'string') {
        expect(placeholders(leaf), path).toEqual(placeholders(original));
      } else if (typeof leaf === 'function') {
        expect(leaf.length, path).toBe(original?.length);
      }
    }
  });

  test('leaves nothing empty, raises its voice nowhere, and carries no markup', () => {
    for (const [path, leaf] of here) {
      const text = typeof leaf === 'string' ? leaf : leaf.toString();
      if (typeof leaf === 'string') expect(text.trim(), path).not.toBe('');
      const sentence = typeof leaf === 'string' ? text : text.replace(/[!=]==?/g, '');
      expect(sentence, path).not.toMatch(/[!！]/);
      if (typeof leaf === 'string') expect(text, path).not.toMatch(/[<>]|&\w+;/);
    }
  });

  test('says of every refusal what happened and what can be done now', () => {
    const said = sentences(lang).refusals;
    expect(Object.keys(said).sort()).toEqual(Object.keys(refusals).sort());
    for (const [code, { title, what, now }] of Object.entries(said)) {
      for (const part of [title, what, now]) expect(part.length, code).toBeGreaterThan(3);
      expect(title, code).not.toMatch(/[.。]$/);
    }
  });

  test('says in a few words what each kind of event is, and of none that is no more', () => {
    const said = sentences(lang).console.event_kinds;
    expect(Object.keys(said).sort()).toEqual(Object.keys(kinds).sort());
    expect(new Set(Object.values(said)).size).toBe(Object.keys(said).length);
    for (const words of Object.values(said)) expect(words.length).toBeLessThan(64);
  });

  test('knows every type of document and every way in which a session ends', () => {
    const { documents, account } = sentences(lang);
    const people = identifierTypes.filter((type) => !organisations.includes(type));
    expect(Object.keys(documents)).toEqual(expect.arrayContaining(people));
    expect(Object.keys(account.sessions.reasons).sort()).toEqual(
      [...Object.keys(endReasons), 'other'].sort(),
    );
  });

  test('tells in the notice what the Personal Information Protection Law asks for', () => {
    const { notice } = sentences(lang);
    expect(notice.version).toBe('2026-11');
    expect(notice.paragraphs).toHaveLength(7);
    const whole = notice.paragraphs.map(({ text }) => text).join('\n');
    expect(whole).toMatch(/个人信息保护法|개인정보보호법/);
    expect(whole).toMatch(/14/);
  });
});

test('Chinese speaks to the citizen as 您', () => {
  for (const [path, leaf] of chinese) {
    if (typeof leaf === 'string') expect(leaf, path).not.toMatch(/你/);
  }
});

test('Korean follows the usage of 연변 and not that of Seoul', () => {
  for (const [path, leaf] of leaves(sentences('ko'))) {
    expect(leaf.toString(), path).not.toMatch(/이용|연락|이유|페이지|할 수|여권|숫자/);
  }
});

test('a placeholder without a value stays visible, and values are not read as placeholders', () => {
  expect(fill('{minutes} {other}', { minutes: '{other}' })).toBe('{other} {other}');
});
