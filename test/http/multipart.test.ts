/** Forms that come with a file (RFC 7578). */
import { expect, test } from 'vitest';
import { boundaryIn, readParts } from '../../src/http/multipart.ts';

const part = (name: string, value: string, file = '') =>
  `Content-Disposition: form-data; name="${name}"${file && `; filename="${file}"`}\r\n\r\n${value}`;
const body = (...parts: string[]) =>
  Buffer.from(`${parts.map((one) => `--b\r\n${one}\r\n`).join('')}--b--\r\n`);

test('a form gives its texts as texts and its file as bytes', () => {
  const parts = readParts(body(part('_csrf', '令牌'), part('file', '\u0000PNG', 'a.png')), 'b');
  expect(parts).toEqual({ _csrf: '令牌', file: Buffer.from('\u0000PNG') });
});

test('what browsers and fetch send is read', async () => {
  const form = new FormData();
  form.set('_csrf', 'x');
  form.set('file', new Blob([Buffer.from([1, 13, 10, 45, 45, 2])]), 'logo.png');
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  const boundary = boundaryIn(request.headers.get('content-type') ?? '') ?? '';
  expect(readParts(Buffer.from(await request.arrayBuffer()), boundary)).toEqual({
    ...{ _csrf: 'x', file: Buffer.from([1, 13, 10, 45, 45, 2]) },
  });
});

const strange: [string, Buffer][] = [
  ['without an end', Buffer.from(`--b\r\n${part('a', '1')}\r\n`)],
  ['with something before it', Buffer.concat([Buffer.from('before\r\n'), body(part('a', '1'))])],
  ['with something after it', Buffer.concat([body(part('a', '1')), Buffer.from('after')])],
  ['with a field twice', body(part('a', '1'), part('a', '2'))],
  ['with a part that has no name', body('Content-Type: text/plain\r\n\r\n1')],
  ['with a NUL in a text', body(part('a', '1\u00002'))],
  [
    'with a text that is no UTF-8',
    Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
      Buffer.from([0xff]),
      Buffer.from('\r\n--b--'),
    ]),
  ],
  [
    'with more parts than a form has',
    body(...Array.from({ length: 20 }, (_, at) => part(`f${at}`, '1'))),
  ],
  ['with a name that reaches into objects', body(part('__proto__', '1'), part('__proto__', '2'))],
];
test.each(strange)('a form %s is none', (_name, bytes) => {
  expect(readParts(bytes, 'b')).toBeUndefined();
});

test('a type names its boundary, or is none', () => {
  expect(boundaryIn('multipart/form-data; boundary=----x1')).toBe('----x1');
  expect(boundaryIn('multipart/form-data; boundary="x y"')).toBeUndefined();
  expect(boundaryIn('multipart/mixed; boundary=x')).toBeUndefined();
});
