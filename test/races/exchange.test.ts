import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { onBothStores } from '../support/stores.ts';
import { raceForCode, raceForRefresh } from './once.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

onBothStores((env) => {
  let data: FreshDatabase;
  let two: TwoNodes;
  beforeAll(async () => {
    data = await freshDatabase();
    two = await startTwoNodes(data.url, env());
  });
  afterAll(async () => {
    await two?.stop();
    await data?.drop();
  });

  describe('two gateway processes that see the same value in the same millisecond', () => {
    it('serve one of 8 exchanges of one code, 100 times, and the tokens of the winner work', async () => {
      for (let round = 0; round < 100; round++) {
        const { code, verifier } = await two.code();
        await raceForCode(two, code, verifier);
      }
    });

    it('serve one of 8 uses of one refresh token, 100 times, and the tokens of the winner work', async () => {
      const { code, verifier } = await two.code();
      let { refresh_token } = await raceForCode(two, code, verifier);
      expect(refresh_token).toBeDefined();
      for (let round = 0; round < 100; round++) {
        ({ refresh_token } = await raceForRefresh(two, refresh_token as string));
      }
    });
  });
});
