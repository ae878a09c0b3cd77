import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceOf } from '../../src/sessions/device.ts';
import { networkOf } from '../../src/sessions/network.ts';

describe('the device shown for a session', () => {
  const windows =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15';
  it.each([
    [`${windows} Chrome/126.0.0.0 Safari/537.36`, 'Chrome · Windows'],
    [`${windows} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`, 'Edge · Windows'],
    [`${iphone} (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`, 'Safari · iPhone'],
    [`${iphone} (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49`, '微信 · iPhone'],
    [
      'Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 HuaweiBrowser/5.0',
      'Huawei Browser · HarmonyOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox · Linux'],
    ['curl/8.5.0', '—'],
    [undefined, '—'],
  ])('is a few short words: %s', (userAgent, words) => {
    expect(deviceOf(userAgent)).toBe(words);
  });

  it('never lets through what the browser says of itself', () => {
    fc.assert(fc.property(fc.string(), (text) => !deviceOf(`zq${text}zq`).includes('zq')));
  });
});

describe('the network shown for a session', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8::/48'],
    ['2001:0db8:0000:0001::', '2001:db8::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
    ['::1', '::/48'],
    ['1::8:7:6:5:4:3', '1:0:8::/48'],
    ['not an address', '—'],
    [undefined, '—'],
  ])('is coarse: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is the same for all neighbours of a /48', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const groups = (count: number) => fc.array(group, { minLength: count, maxLength: count });
    fc.assert(
      fc.property(groups(3), groups(5), groups(5), (front, one, other) => {
        const at = (rest: string[]) => networkOf([...front, ...rest].join(':'));
        return at(one) === at(other) && at(one).endsWith('::/48');
      }),
    );
  });
});
