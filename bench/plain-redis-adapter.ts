import type { Redis } from 'ioredis';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Kinds that carry a mark of having been used, and therefore are a hash; the others are one text. */
const usedOnce = [
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'BackchannelAuthenticationRequest',
];
const underGrants = ['AccessToken', ...usedOnce];

/**
 * The adapter for Redis that applications copy from the engine's examples, command by command: one
 * key per artefact, keys that lead from uid and user code to the id, a list of keys per grant whose
 * remaining time is asked before it is written.
 */
export function plainRedisAdapter(redis: Redis) {
  return (kind: string): Adapter => {
    const hashed = usedOnce.includes(kind);
    const keyOf = (id: string) => `${kind}:${id}`;

    async function find(id: string): Promise<AdapterPayload | undefined> {
      if (!hashed) {
        const text = await redis.get(keyOf(id));
        return text === null ? undefined : JSON.parse(text);
      }
      const { payload, ...marks } = await redis.hgetall(keyOf(id));
      return payload === undefined ? undefined : { ...marks, ...JSON.parse(payload) };
    }
    async function findBy(key: string): Promise<AdapterPayload | undefined> {
      const id = await redis.get(key);
      return id === null ? undefined : find(id);
    }

    return {
      find,
      findByUid: (uid) => findBy(`uid:${uid}`),
      findByUserCode: (code) => findBy(`userCode:${code}`),
      async upsert(id, payload, expiresIn = 0) {
        const key = keyOf(id);
        const text = JSON.stringify(payload);
        const all = redis.multi();
        if (hashed) all.hset(key, { payload: text });
        else all.set(key, text);
        if (expiresIn) all.expire(key, expiresIn);
        if (payload.grantId && underGrants.includes(kind)) {
          const list = `grant:${payload.grantId}`;
          all.rpush(list, key);
          const left = await redis.ttl(list);
          if (expiresIn > left) all.expire(list, expiresIn);
        }
        const { uid, userCode } = payload;
        for (const leading of [uid && `uid:${uid}`, userCode && `userCode:${userCode}`]) {
          if (leading) all.set(leading, id).expire(leading, expiresIn);
        }
        await all.exec();
      },
      async consume(id) {
        await redis.hset(keyOf(id), 'consumed', Math.floor(Date.now() / 1000));
      },
      async destroy(id) {
        await redis.del(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        const list = `grant:${grantId}`;
        const keys = await redis.lrange(list, 0, -1);
        const all = redis.multi();
        for (const key of keys) all.del(key);
        await all.del(list).exec();
      },
    };
  };
}
