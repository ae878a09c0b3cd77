import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/audit/kinds.ts';
import { frame, type Message, messageText } from '../../src/audit/syslog-message.ts';
import { parse } from '../doubles/syslog-receiver.ts';

const message = (change: Partial<Message> = {}): Message => ({
  severity: 6,
  at: '2026-03-02T01:00:00.123000Z',
  kind: 'login.succeeded',
  data: { seal: 7, event: 'e' },
  value: { note: 'ok' },
  ...change,
});
const text = (change: Partial<Message> = {}) => messageText('id.example.cn', message(change));

describe('a message of RFC 5424', () => {
  test('has facility 13, the time in UTC to the millisecond, and who speaks of what', () => {
    expect(text()).toBe(
      '<110>1 2026-03-02T01:00:00.123Z id.example.cn songhua - login.succeeded [songhua@32473 seal="7" event="e"] {"note":"ok"}',
    );
  });

  test.each([
    [2, 106],
    [3, 107],
    [4, 108],
    [6, 110],
  ] as const)('of severity %i has the priority %i', (severity, pri) => {
    expect(parse(text({ severity })).pri).toBe(pri);
  });

  test('escapes quote, backslash and closing bracket in structured data, and nothing else', () => {
    const data = { client: 'a"b\\c]d[e=f 客', object: null };
    expect(text({ data })).toContain('[songhua@32473 client="a\\"b\\\\c\\]d[e=f 客"]');
    expect(parse(text({ data })).data).toEqual({ client: 'a"b\\c]d[e=f 客' });
  });

  test('is read back as it was meant, whatever stands in an id', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'"\\][= \n\0\u2028客😀é'),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (held) => {
        const read = parse(text({ data: { held }, value: { held } }));
        expect(read.data['held']).toBe(held.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD'));
        expect(JSON.parse(read.msg)).toEqual({ held });
      }),
    );
  });

  test('is one line of its own at the most careless receiver', () => {
    const held = 'a\r\n<104>1 - - - - - - forged\0\u0085\u2028';
    expect(text({ data: { held }, value: { held } })).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  });

  test('has its JSON in ASCII, so that it needs no mark of byte order', () => {
    const { msg } = parse(text({ value: { note: '记录 😀' } }));
    expect(msg).toMatch(/^[ -~]+$/);
    expect(JSON.parse(msg)).toEqual({ note: '记录 😀' });
  });

  test('stays within 8192 octets: one that is longer says so and loses its JSON alone', () => {
    const long = { note: 'x'.repeat(9_000) };
    const cut = parse(text({ value: long, data: { seal: 7, client: '客'.repeat(900) } }));
    expect(cut.msg).toBe('');
    expect(cut.data).toEqual({ seal: '7', client: '客'.repeat(255), cut: 'true' });
    const near = parse(text({ value: { note: 'x'.repeat(8_000) } }));
    expect(near.data['cut']).toBeUndefined();
    expect(JSON.parse(near.msg).note).toHaveLength(8_000);
  });

  test('can name every kind of event in the 32 characters of a MSGID', () => {
    for (const kind of Object.keys(kinds)) expect(kind).toMatch(/^[!-~]{1,32}$/);
  });
});

test('a frame counts octets, not characters', () => {
  expect(frame('abc').toString()).toBe('3 abc');
  expect(frame('客"').toString()).toBe('4 客"');
});
