import { Redis as Client } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { ConfigFaults } from '../config/faults.ts';
import { readConfig } from '../config/index.ts';
import { sentinelsOf } from '../src/redis.ts';

const faultOf = (REDIS_URL: string): string | undefined => {
  try {
    readConfig({ REDIS_URL }).redisUrl();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof ConfigFaults)) throw thrown;
    return thrown.message;
  }
};

describe('an address of Sentinel', () => {
  const one = { name: 'songhua', sentinels: [{ host: '10.0.0.1', port: 26_379 }] };

  it.each([
    ['with nothing but a host has the port of Sentinels', '10.0.0.1/songhua', one],
    ['gives a password alone', ':secret@10.0.0.1/songhua', { ...one, password: 'secret' }],
    [
      'gives a user with a password',
      'gateway:secret@10.0.0.1/songhua',
      { ...one, username: 'gateway', password: 'secret' },
    ],
    [
      'gives what is written in percent form as it is meant',
      'gate%3Away:p%40ss%2Fw%3Ard%25%E6%9D%BE@10.0.0.1/songhua',
      { ...one, username: 'gate:way', password: 'p@ss/w:rd%松' },
    ],
    ['gives a password with a colon in it', ':a:b@10.0.0.1/songhua', { ...one, password: 'a:b' }],
    ['gives the number of a database', '10.0.0.1:26379/songhua/3', { ...one, db: 3 }],
    ['says the first database when it is written', '10.0.0.1/songhua/0', { ...one, db: 0 }],
    [
      'gives several hosts in their order, each with its port',
      'sentinel-1:5000,sentinel-2,10.0.0.3:26380/hall.master_1-a',
      {
        name: 'hall.master_1-a',
        sentinels: [
          { host: 'sentinel-1', port: 5000 },
          { host: 'sentinel-2', port: 26_379 },
          { host: '10.0.0.3', port: 26_380 },
        ],
      },
    ],
  ])('%s', (_what, rest, options) => {
    const url = `redis+sentinel://${rest}`;
    expect(faultOf(url)).toBeUndefined();
    expect(sentinelsOf(url)).toEqual(options);
    // The same with TLS, to the master and to the Sentinels.
    expect(sentinelsOf(`rediss+sentinel://${rest}`)).toEqual({
      ...options,
      tls: {},
      sentinelTLS: {},
      enableTLSForSentinelMode: true,
    });
  });

  it.each([
    'redis+sentinel://10.0.0.1,,10.0.0.2/songhua',
    'redis+sentinel://[::1]:26379/songhua',
    'redis+sentinel://10.0.0.1:99999/songhua',
    'redis+sentinel://:%zz@10.0.0.1/songhua',
    'redis://:%zz@10.0.0.1',
    'redis+sentinel://10.0.0.1',
    'redis+sentinel://10.0.0.1/',
    'redis+sentinel:///songhua',
    'redis+sentinel://:top-secret@10.0.0.1/songhua/three',
    'redis+sentinel://:top-secret@10.0.0.1/songhua/3/4',
    'redis+sentinel://:top-secret@@10.0.0.1/songhua',
    'redis+sentinel://:top-secret/@10.0.0.1/songhua',
    'redis+sentinel://:top-secret@10.0.0.1/song hua',
    'redis-sentinel://:top-secret@10.0.0.1/songhua',
    'sentinel://:top-secret@10.0.0.1/songhua',
  ])('of a wrong form is refused by its setting, without the password: %s', (url) => {
    expect(faultOf(url)).toMatch(/REDIS_URL: is not a redis:\/\/ or redis\+sentinel:\/\/ address/);
    expect(faultOf(url)).not.toContain('top-secret');
  });
});

describe('an address of a single server', () => {
  it.each(['redis://10.0.0.1', 'rediss://:secret@10.0.0.1:6380/3'])(
    'is none of Sentinel: %s',
    (url) => {
      expect(faultOf(url)).toBeUndefined();
      expect(sentinelsOf(url)).toBeUndefined();
    },
  );

  it('gives user, password, database and TLS as the client reads them', () => {
    const client = new Client('rediss://gateway:p%40ss%25@10.0.0.1:6380/3', { lazyConnect: true });
    expect(client.options).toMatchObject({
      ...{ host: '10.0.0.1', port: 6380, username: 'gateway', password: 'p@ss%', db: 3, tls: true },
    });
    client.disconnect();
  });
});
