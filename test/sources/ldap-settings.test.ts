import { describe, expect, test } from 'vitest';
import { readTemplate } from '../../src/sources/protocols/ldap-filter.ts';
import { presets } from '../../src/sources/protocols/ldap-presets.ts';
import { hostOf, ldapSettings } from '../../src/sources/protocols/ldap-settings.ts';

const good = {
  hosts: ['ldap1.gov.test', 'ldap2.gov.test:1636'],
  networks: ['10.1.0.0/16'],
  bind_dn: 'cn=reader,dc=test',
  bind_password: 'of nobody',
  base: 'ou=people,dc=test',
  nobody_dn: 'cn=nobody,dc=test',
};
const faultsOf = (change: object) =>
  ldapSettings
    .safeParse({ ...good, ...change })
    .error?.issues.map(({ path }) => path.join('.'))
    .sort();

describe('the settings of a directory', () => {
  test('the least that is needed is enough, and TLS is what is not said', () => {
    expect(ldapSettings.parse(good)).toMatchObject({
      ...{ tls: 'ldaps', scope: 'sub', filter: '(uid=:username)', subject: 'entryUUID' },
      ...{ patience_ms: 3_000, connections: 4 },
    });
  });

  test.each([
    ['no host', { hosts: [] }, ['hosts']],
    ['an address of the web', { hosts: ['ldaps://ldap.gov.test'] }, ['hosts.0']],
    ['a port beyond all', { hosts: ['ldap.gov.test:70000'] }, ['hosts.0']],
    ['everything as its network', { networks: ['0.0.0.0/0'] }, ['networks.0']],
    ['no network', { networks: [] }, ['networks']],
    ['an address without a name', { hosts: ['10.1.2.3'] }, ['server_name']],
    ['an authority that is none', { ca: 'our authority' }, ['ca']],
    [
      'a broken authority',
      { ca: '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----' },
      ['ca'],
    ],
    ['nobody to try for a stranger', { nobody_dn: undefined }, ['nobody_dn']],
    ['half an account of ours', { bind_password: undefined }, ['bind_password']],
    ['an empty password of ours', { bind_password: '' }, ['bind_password']],
    ['a place as key', { subject: 'distinguishedName' }, ['subject']],
    ['a name as key', { subject: 'CN' }, ['subject']],
    ['a filter that asks nobody', { filter: '(uid=wang)' }, ['filter']],
    ['groups that ask nobody', { groups: { search: { filter: '(cn=x)' } } }, ['groups']],
    ['a field that is not one', { uri: 'x' }, ['']],
  ])('%s is refused by its field', (_, change, fields) => {
    expect(faultsOf(change)).toEqual(fields);
  });

  test('presets are settings, but for what only the department knows', () => {
    for (const { settings } of Object.values(presets))
      expect(ldapSettings.safeParse({ ...good, ...settings }).error).toBeUndefined();
  });

  test('a host is a name or an address, with a port if other', () => {
    expect(hostOf('ldap.gov.test')).toEqual({ name: 'ldap.gov.test' });
    expect(hostOf('10.1.2.3:389')).toEqual({ name: '10.1.2.3', port: 389 });
    expect(hostOf('[fd00::1]:636')).toEqual({ name: 'fd00::1', port: 636 });
    for (const text of ['', 'a b', 'x:0', 'x:y', '[10.1.2.3]', 'fd00::1', 'u@x'])
      expect(() => hostOf(text), text).toThrow(RangeError);
  });

  test.each([
    '(uid=:username)',
    'uid=:username',
    '(mail=:username@gov.test)',
    '(&(objectClass=person)(|(uid=:username)(mobile=:username)))',
    '(&(uid=:username)(!(state=gone)))',
    '(memberOf:1.2.840.113556.1.4.1941:=:username)',
  ])('a filter may be %s', (filter) => {
    expect(() => readTemplate(filter, ['username'])).not.toThrow();
  });

  test.each([
    ['', 'is no filter'],
    ['(uid=:username', 'is no filter'],
    ['(uid=:username)(x=y)', 'is no filter'],
    ['(uid=*)', 'does not ask'],
    ['(uid=:user)', 'does not ask'],
    ['(uid=:usernames)', 'does not ask'],
    ['(uid=:username*)', 'place'],
    ['(uid>=:username)', 'place'],
    ['(!(uid=:username))', 'whoever is not'],
    ['(&(a=b)(!(|(uid=:username)(x=y))))', 'whoever is not'],
    ['(&(uid=:username)(cn=\\e7\\8e\\8b))', 'escape'],
  ])('a filter may not be %s', (filter, why) => {
    expect(() => readTemplate(filter, ['username'])).toThrow(why);
  });
});
