import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { roundTrips } from '../../bench/round-trips.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';

const missing = noRedis();

/** What the bench says of a request is what it waited for: a bench that counts wrong proves nothing. */
describe.skipIf(missing)(missing ?? 'round trips as the bench counts them', () => {
  const trips = roundTrips();
  let server: RedisServer;
  let redis: Redis;
  let database: FreshDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    redis.defineCommand('sayHello', { numberOfKeys: 0, lua: 'return 1' });
    await redis.ping();
    database = await freshDatabase({ empty: true });
    client = new pg.Client(database.url);
    await client.connect();
  });
  afterAll(async () => {
    redis.disconnect();
    await client.end();
    await database.drop();
    await server.stop();
  });
  beforeEach(() => trips.begin(true));

  it('a pipeline is one, a MULTI is one, a script is one by its name', async () => {
    await trips.inRequest(async () => {
      await redis.pipeline().get('Session:a').get('Session:b').exec();
      await redis.multi().set('Grant:a', '1').expire('Grant:a', 60).exec();
      await (redis as never as { sayHello(): Promise<number> }).sayHello();
      await redis.hgetall('Code:a');
    });
    expect(trips.counted()).toEqual({
      redis: {
        'pipeline: 2 × get Session': 1,
        'multi: set Grant, expire Grant': 1,
        'script sayHello': 1,
        'hgetall Code': 1,
      },
      postgres: {},
      waits: 4,
    });
  });

  it('those under way at once are one wait, on whichever store; one that follows is another', async () => {
    await trips.inRequest(async () => {
      await Promise.all([redis.get('Session:a'), redis.get('uid:a'), client.query('select 1')]);
      await client.query('select 2');
    });
    const { redis: asked, postgres, waits } = trips.counted();
    expect(asked).toEqual({ 'get Session': 1, 'get uid': 1 });
    expect(postgres).toEqual({ select: 2 });
    expect(waits).toBe(2);
  });

  it('the waits of several requests are added up, and what no request asked for is left out', async () => {
    await Promise.all([
      trips.inRequest(() => redis.get('Session:a')),
      trips.inRequest(() => redis.get('Session:a')),
      redis.get('job:a'),
    ]);
    expect(trips.counted()).toEqual({ redis: { 'get Session': 2 }, postgres: {}, waits: 2 });
  });

  it('nothing is counted in a round that is timed', async () => {
    trips.begin(false);
    await trips.inRequest(() => redis.get('Session:a'));
    expect(trips.counted()).toEqual({ redis: {}, postgres: {}, waits: 0 });
  });
});
