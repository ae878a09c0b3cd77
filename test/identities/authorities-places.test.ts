import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAuthorities } from '../../src/identities/authorities.ts';
import { FIRST_CONTACTS } from '../../src/identities/authorities-guard.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

/** Takes every call and answers none. */
const server = createServer((request) => {
  request.resume();
  arrived += 1;
  seen();
});
let arrived = 0;
let seen: () => void = () => undefined;
let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  server.close();
  await fresh.drop();
});

/** Once so many calls are there. */
const has = (count: number) =>
  new Promise<void>((done) => {
    seen = () => arrived >= count && done();
    seen();
  });

it('whoever comes back from an authority is answered, however many want to go there', async () => {
  const { port } = server.address() as AddressInfo;
  const { begin, complete } = makeAuthorities({
    face: {
      ...{ url: `http://127.0.0.1:${port}/face`, authority: 'face', key_id: 'songhua-test' },
      ...{ secret: 'another-secret-of-sixteen', networks: ['127.0.0.0/8'] },
    },
  });
  const claimed = { name: '何样本', id_type: 'resident_id', id_number: '220000190001010018' };
  const to = { return_to: 'https://songhua.example/back', lang: 'zh-CN' };
  const strangers = Array.from({ length: FIRST_CONTACTS + 4 }, () =>
    begin(fresh.base, claimed, to).catch((thrown: { code?: string }) => thrown.code),
  );
  await has(FIRST_CONTACTS);
  const remembered = { transaction_no: '0192aaaa-0000-7000-8000-00000000000f', state: 'one' };
  const back = complete(fresh.base, remembered, { state: 'one', ticket: 'theirs' }).catch(
    (thrown: { code?: string }) => thrown.code,
  );
  await has(FIRST_CONTACTS + 1);
  server.closeAllConnections();
  const ends = await Promise.all(strangers);
  expect(ends.filter((end) => end === 'identities.authority_busy')).toHaveLength(4);
  expect(await back).toBe('identities.authority_down');
});
