import { expect, test } from 'vitest';
import { type AddressRule, faultOfReturn } from '../../src/clients/clients.ts';
import { linesOf } from '../../src/portal/lines.ts';

const web = { native: false, loopback: false };
const sandbox = { native: false, loopback: true };
const native = { native: true, loopback: false };

test.each<[string, typeof web, AddressRule | undefined]>([
  ['https://app.example/callback?a=b', web, undefined],
  ['https://app.example/*', web, 'wildcard'],
  ['https://app.example/a#b', web, 'fragment'],
  ['https://app.example/a#', web, 'fragment'],
  ['https://me:pw@app.example/', web, 'login'],
  ['http://app.example/', web, 'http'],
  ['http://localhost:3000/cb', web, 'loopback'],
  ['http://localhost:3000/cb', sandbox, undefined],
  ['http://127.0.0.1/cb', native, undefined],
  ['http://[::1]:80/cb', native, undefined],
  ['http://localhost.evil.example/cb', native, 'http'],
  ['app.example/callback', web, 'not_whole'],
  ['/callback', web, 'not_whole'],
  ['cn.gov.jl.app:/callback', native, undefined],
  ['cn.gov.jl.app:/callback', web, 'scheme'],
  ['myapp:/callback', native, 'scheme'],
  ['javascript:alert(1)', native, 'scheme'],
  ['ftp://app.example/', web, 'scheme'],
])('%s: %o %s', (address, rules, fault) => {
  expect(faultOfReturn(address, rules)).toBe(fault);
});

test('a field of lines holds each line once it is trimmed, and no empty ones', () => {
  expect(linesOf(' a \r\n\n b\n')).toEqual(['a', 'b']);
  expect(linesOf(undefined)).toEqual([]);
});
