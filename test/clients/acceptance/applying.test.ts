import { expect, test } from 'vitest';
import { notApplying } from '../../../src/clients/acceptance/applying.ts';
import type { Overview } from '../../../src/clients/clients.ts';

const addresses = {
  start: 'https://app.example/login',
  inside: 'https://app.example/inside',
  sign_out: 'https://app.example/sign-out',
};
const whole = {
  ...{ profile: 'strict', application_type: 'web', grant_types: ['refresh_token'] },
  ...{ redirect_uris: ['https://app.example/callback'], post_logout_redirect_uris: [] },
  backchannel_logout_uri: 'https://app.example/backchannel',
  initiate_login_uri: 'https://app.example/begin',
};
const of = (client: object, changed: Partial<typeof addresses> = {}) =>
  [
    ...notApplying({ ...whole, ...client } as unknown as Overview, { ...addresses, ...changed }),
  ].map(([code]) => code);

test('every point applies to an application that uses everything', () => {
  expect(of({})).toEqual([]);
});

test.each<[string, object, RegExp, number]>([
  ['of the standard profile', { profile: 'standard' }, /^strict\./, 5],
  ['without refresh tokens', { grant_types: ['authorization_code'] }, /^refresh\./, 1],
  ['that nobody else begins a sign-in at', { initiate_login_uri: null }, /^initiate\./, 2],
  [
    'that is native, and has no server to be told',
    { backchannel_logout_uri: null, application_type: 'native' },
    /^backchannel\./,
    10,
  ],
])('an application %s has points that mean nothing for it', (_, client, which, count) => {
  const codes = of(client);
  expect(codes.filter((code) => which.test(code))).toEqual(codes);
  expect(codes).toHaveLength(count);
});

test('a web application has to be told, wherever it is', () => {
  expect(of({ backchannel_logout_uri: null })).toEqual([]);
});

test('over http on this machine nothing is asked of TLS; anywhere else it is', () => {
  const near = {
    redirect_uris: ['http://localhost:3000/callback'],
    backchannel_logout_uri: 'http://127.0.0.1:3000/backchannel',
  };
  const at = { start: 'http://localhost:3000/', sign_out: 'http://localhost:3000/out' };
  const inside = 'http://localhost:3000/inside';
  expect(of(near, { ...at, inside })).toEqual(['cookie.secure', 'header.hsts', 'tls.everywhere']);
  expect(of(near, { ...at, inside: 'http://app.example/inside' })).toEqual([]);
});
