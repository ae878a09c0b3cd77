/**
 * What the robot reads is a stranger's, up to a megabyte, and is read beside requests of people. Were any
 * of these read in steps that grow with the square of it, this file would not end in an hour.
 */
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../src/clients/acceptance/html.ts';
import { showsStack } from '../../../src/clients/acceptance/stacks.ts';

const MOST = 1024 * 1024;
const at = new URL('https://app.example/inside');
const filled = (one: string, more = '') => one.repeat(Math.ceil(MOST / one.length)) + more;

it.each([
  ...['<!--', '<', '<a', '<a x=', '<a href="', "<a b='", '<form a="b" ', '</script  '],
  ...['<script>', '<script </style', '<template></style>', '<style></script>', '<<!---->'],
  ...['<meta http-equiv=refresh content="url  = "', '&#x', '<!--<script>', ' ', '\n'],
])('a page that is full of %j is read', (one) => {
  expect(readPage(filled(one), at).links).toEqual([]);
});

it('and what stands behind it is found still', () => {
  const page = '<!-- <a href="/no"> --><script>"<a href=/no>"</script ><a href="/yes">go</a>';
  for (const before of ['<', '<<!---->', '<!-- unclosed ', '<style>unclosed '])
    expect(readPage(before + page, at).links.map(({ pathname }) => pathname)).toContain('/yes');
  expect(readPage(page, at)).toMatchObject({ links: [{ pathname: '/yes' }], text: 'go' });
});

it('of links and forms without end some are kept', () => {
  const { links, forms } = readPage(filled('<a href=x><form>'), at);
  expect([links.length, forms.length]).toEqual([2_000, 2_000]);
});

describe('a stack', () => {
  it.each(['\n', 'Fatal error ', 'Uncaught Error', 'at a.', ' at ', '    at x:1:1 b\n', 'at 1:1'])(
    'is looked for in a page that is full of %j',
    (one) => expect(showsStack(filled(one))).toBe(false),
  );

  it.each([
    '<pre>Error\n    at sign (/srv/app.js:12:7)\n</pre>',
    'at cn.example.Login.sign(Login.java:12)',
    'Traceback (most recent call last)',
    'Fatal error: Uncaught TypeError in login.php on line 12',
    'goroutine 1 [running]',
    'in Login.cs:line 12',
  ])('is found: %j', (stack) => expect(showsStack(stack)).toBe(true));
});
