import { describe, expect, it } from 'vitest';
import { makeHasher, makeQueue } from '../../src/credentials/hashing.ts';

/** Hashing that ends when the test says so. */
function slowWork() {
  const open: (() => void)[] = [];
  let most = 0;
  const held = () =>
    new Promise<void>((resolve) => {
      open.push(resolve);
      most = Math.max(most, open.length);
    });
  return {
    work: {
      hash: (async () => {
        await held();
        return '$argon2id$';
      }) as never,
      verify: async () => {
        await held();
        return true;
      },
    },
    finishOne: () => open.shift()?.(),
    running: () => open.length,
    most: () => most,
  };
}

describe('the hashing of passwords', () => {
  it('is argon2id, and knows the right password from a wrong one', async () => {
    const hasher = makeHasher();
    const hash = await hasher.hash('一句不短的话');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
    expect(await hasher.verify(hash, '一句不短的话')).toEqual({ right: true, old: false });
    expect(await hasher.verify(hash, '一句不长的话')).toEqual({ right: false, old: false });
  });

  it('sees a hash that was made with other parameters', async () => {
    const { default: argon2 } = await import('argon2');
    const old = await argon2.hash('一句不短的话', {
      memoryCost: 8_192,
      timeCost: 3,
      parallelism: 1,
    });
    expect(await makeHasher().verify(old, '一句不短的话')).toEqual({ right: true, old: true });
  });

  it('does as many at once as there are cores, keeps some in line, and turns the rest away', async () => {
    const slow = slowWork();
    const hasher = makeHasher({ inTurn: makeQueue({ atOnce: 2, waiting: 3 }), work: slow.work });
    const done: number[] = [];
    const all = [1, 2, 3, 4, 5].map((n) => hasher.hash('x').then(() => done.push(n)));
    await expect(hasher.hash('one too many')).rejects.toMatchObject({
      code: 'credentials.busy',
      status: 503,
      detail: { retry_after: 2 },
    });
    while (done.length < 5) {
      slow.finishOne();
      await Promise.resolve();
    }
    await Promise.all(all);
    expect(done).toEqual([1, 2, 3, 4, 5]);
    expect(slow.most()).toBe(2);
    expect(slow.running()).toBe(0);

    // The places are free again, also after a failure.
    const failing = makeHasher({
      inTurn: makeQueue({ atOnce: 1, waiting: 0 }),
      work: { ...slow.work, hash: (async () => Promise.reject(new Error('broken'))) as never },
    });
    for (let i = 0; i < 3; i += 1) await expect(failing.hash('x')).rejects.toThrow('broken');
  });
});
