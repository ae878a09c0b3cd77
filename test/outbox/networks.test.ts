import { describe, expect, it } from 'vitest';
import { isNetwork, isWithin, mayReach } from '../../src/outbox/networks.ts';

const everywhere = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];
const everywhere6 = ['fc00::/7', '::1/128', '127.0.0.0/8'];
const all = [...everywhere, ...everywhere6];

describe('an address in public', () => {
  it.each([
    '1.2.3.4',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '223.255.255.254',
    '2400:3200::1',
    '::ffff:1.2.3.4',
    '64:ff9b::102:304', // 1.2.3.4 through a translator
  ])('%s is open to everybody', (address) => {
    expect(mayReach(address, [])).toBe(true);
  });
});

describe('an address in private space', () => {
  it.each([
    ['10.1.2.3', '10.1.0.0/16'],
    ['172.16.0.1', '172.16.0.0/12'],
    ['192.168.1.1', '192.168.1.0/24'],
    ['100.64.0.1', '100.64.0.0/10'],
    ['127.0.0.1', '127.0.0.0/8'],
    ['127.8.9.10', '127.0.0.0/8'],
    ['::1', '::1/128'],
    ['0:0:0:0:0:0:0:1', '::1/128'],
    ['fd12:3456::1', 'fd12:3456::/32'],
    ['::ffff:10.1.2.3', '10.1.0.0/16'],
    ['::FFFF:a01:203', '10.1.0.0/16'],
    ['0:0:0:0:0:ffff:7f00:1', '127.0.0.0/8'],
  ])('%s is open inside %s, and to nobody else', (address, network) => {
    expect(mayReach(address, [network])).toBe(true);
    expect(mayReach(address, [])).toBe(false);
    expect(mayReach(address, ['10.99.0.0/16', 'fd99::/32'])).toBe(false);
  });

  it('just outside a network is closed', () => {
    expect(mayReach('10.2.0.0', ['10.1.0.0/16'])).toBe(false);
    expect(mayReach('10.0.255.255', ['10.1.0.0/16'])).toBe(false);
    expect(mayReach('fd12:3457::1', ['fd12:3456::/32'])).toBe(false);
  });
});

describe('an address that is never reached, whatever the list of networks says', () => {
  it.each([
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['unspecified', '::'],
    ['link-local', '169.254.1.1'],
    ['cloud metadata', '169.254.169.254'],
    ['cloud metadata', '::ffff:169.254.169.254'],
    ['cloud metadata', '::ffff:a9fe:a9fe'],
    ['cloud metadata', '100.100.100.200'],
    ['cloud metadata', '168.63.129.16'],
    ['cloud metadata', 'fd00:ec2::254'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['benchmarks', '198.18.0.1'],
    ['protocol assignments', '192.0.0.192'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['local with a zone', 'fd12::1%eth0'],
    ['site-local', 'fec0::1'],
    ['IPv4-compatible', '::10.0.0.1'],
    ['IPv4-compatible loopback', '::127.0.0.1'],
    ['IPv4-translated', '::ffff:0:7f00:1'],
    ['6to4 to loopback', '2002:7f00:1::1'],
    ['6to4 to private space', '2002:a00:1::1'],
    ['Teredo', '2001:0:102:304::1'],
    ['NAT64 to loopback', '64:ff9b::7f00:1'],
    ['NAT64 to private space', '64:ff9b::10.0.0.1'],
    ['NAT64 to metadata', '64:ff9b::a9fe:a9fe'],
    ['NAT64 of a local prefix', '64:ff9b:1::1'],
    ['discard', '100::1'],
    ['no address', 'localhost'],
    ['no address', '0x7f000001'],
    ['no address', ''],
  ])('%s: %s', (_kind, address) => {
    expect(mayReach(address, all)).toBe(false);
  });
});

describe('a list of networks', () => {
  it.each([
    '10.0.0.0/8',
    '10.20.0.0/16',
    '10.20.30.40/32',
    '127.0.0.0/8',
    '100.64.0.0/10',
    '::1/128',
    'fd12:3456::/32',
    'fc00::/7',
  ])('takes %s', (network) => {
    expect(isNetwork(network)).toBe(true);
  });

  it.each([
    ['everything', '0.0.0.0/0'],
    ['everything', '::/0'],
    ['more than is private', '10.0.0.0/7'],
    ['more than is private', '172.16.0.0/11'],
    ['public space', '8.8.8.0/24'],
    ['link-local', '169.254.0.0/16'],
    ['mapped', '::ffff:10.0.0.0/104'],
    ['a slip that would open far more', '10.1.2.3/8'],
    ['a slip that would open far more', 'fd12:3456::1/32'],
    ['no length', '10.0.0.0'],
    ['no such length', '10.0.0.0/33'],
    ['no such length', '10.0.0.0/'],
    ['no such length', 'fd00::/129'],
    ['another spelling', '012.0.0.0/8'],
    ['another spelling', '10/8'],
    ['no network', 'hall.example/8'],
    ['no network', ''],
  ])('refuses %s: %s', (_why, network) => {
    expect(isNetwork(network)).toBe(false);
  });
});

describe('a network within blocks', () => {
  const blocks = ['10.20.0.0/16', 'fd12::/16'];
  it.each([
    ['10.20.0.0/16', true],
    ['10.20.30.0/24', true],
    ['fd12:3456::/32', true],
    ['10.20.0.0/15', false],
    ['10.0.0.0/8', false],
    ['10.21.0.0/16', false],
    ['127.0.0.0/8', false],
    ['fd13::/16', false],
  ])('%s: %s', (network, within) => {
    expect(isWithin(network, blocks)).toBe(within);
  });

  it('is not there without blocks', () => {
    expect(isWithin('10.20.0.0/16', [])).toBe(false);
  });
});
