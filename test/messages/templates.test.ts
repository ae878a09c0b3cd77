import { describe, expect, it } from 'vitest';
import {
  langs,
  mailOnly,
  type TemplateName,
  templateNames,
  templates,
} from '../../src/messages/templates.ts';

/** Words as long as they come, none of which is part of another. */
const longest = {
  code: '048261',
  minutes: 10,
  days: 14,
  until: '2026年12月31日 23:59',
  at: '2026年11月30日 22:58',
  day: '2027-02-28',
  link: `https://id.example.gov.cn/stop/${'K7QX-'.repeat(3)}K7QX`,
  service: '延边朝鲜族自治州社会保险',
  department: '延边朝鲜族自治州人力资源和社会保障局',
};

/** What a text asks for of the words it is given. */
function read(name: TemplateName, lang: (typeof langs)[number]) {
  const asked = new Set<string>();
  const words = new Proxy(longest, {
    get(all, word) {
      asked.add(String(word));
      return all[word as keyof typeof all];
    },
  });
  const { subject, text } = templates[name][lang];
  return { subject, text: (text as (words: object) => string)(words), asked: [...asked].sort() };
}

const each = templateNames.flatMap((name) => langs.map((lang) => [name, lang] as const));

describe('a message', () => {
  it.each(each)(
    '%s is written in %s, with a subject and every word of the Chinese one',
    (name, lang) => {
      const { subject, text, asked } = read(name, lang);
      expect(subject.trim()).not.toBe('');
      expect(asked).toEqual(read(name, 'zh-CN').asked);
      expect(asked.length).toBeGreaterThan(0);
      for (const word of asked)
        expect(text).toContain(String(longest[word as keyof typeof longest]));
      expect(text).not.toMatch(/undefined|\[object|[!！]/);
      // Each in its own script: nobody copied a sentence and forgot it.
      const own = text.replaceAll(longest.service, '').replaceAll(longest.department, '');
      // As on the pages: the usage of 연변.
      expect(text).not.toMatch(/이용|연락|이유|페이지|할 수|여권|숫자/);
      expect(/[\uac00-\ud7a3]/.test(own)).toBe(lang === 'ko');
      expect(/[的您请]/.test(own)).toBe(lang === 'zh-CN');
    },
  );

  // A route counts 70 characters to a text, and 67 to each part of a longer one; of plain Latin 160 and 153.
  const bySms = each.filter(([name]) => !mailOnly.has(name));

  it.each(bySms.filter(([name]) => name === 'one_time_code'))(
    '%s is one text in %s: its code is seen without opening it',
    (name, lang) => {
      const { text } = read(name, lang);
      expect(text.length).toBeLessThanOrEqual(lang === 'en' ? 160 : 70);
      expect(text.indexOf(longest.code)).toBeLessThan(20);
    },
  );

  it.each(bySms)('%s is at most three parts of an SMS in %s', (name, lang) => {
    const { text } = read(name, lang);
    expect(text.length).toBeLessThanOrEqual(3 * (lang === 'en' ? 153 : 67));
  });
});
