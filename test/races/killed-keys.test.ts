import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../config/index.ts';
import type { Base } from '../../src/base.ts';
import { makeRing } from '../../src/crypto/ring.ts';
import * as identities from '../../src/identities/identities.ts';
import { kept } from '../../src/identities/kept.ts';
import { keyCounts } from '../../src/keys/reseal.ts';
import { issued, number } from '../identities/people.ts';
import { command } from '../keys/command.ts';
import { crowd } from '../keys/crowd.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

// Thousands of rows and four processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 });
const CROWD = 3_000;

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(() => fresh.drop());

const key = (name: string) => createHash('sha256').update(`killed ${name}`).digest('base64url');
const envOf = (fields: readonly string[], match: string): Record<string, string> => ({
  DATABASE_URL: fresh.url,
  SONGHUA_FIELD_KEYS: fields.map((id) => `${id}:${key(id)}`).join(','),
  SONGHUA_MATCH_KEYS: `1:${key('match 1')},2:${key('match 2')}`,
  MATCH_VERSIONS: match,
});
/** A node with the settings of a step. */
const node = (fields: readonly string[], match = '1'): Base => ({
  ...fresh.base,
  ring: makeRing(readConfig(envOf(fields, match)).ring()),
});

/** A gateway at work: people come, new ones and ones of the crowd, until it is told to stop. */
function atWork(base: Base) {
  const came: string[] = [];
  let stopped = false;
  const work = async () => {
    while (!stopped) {
      const attributes = { name: '李测试', id_type: 'resident_id', id_number: number() };
      const account = `at work ${attributes.id_number}`;
      const { identity_id = '' } = await identities.resolve(base, issued(account, { attributes }));
      came.push(identity_id);
      // Again, with a telephone number: a row that the command may be working on is changed.
      const more = { ...attributes, phone_number: '13800000000' };
      await identities.resolve(base, issued(account, { attributes: more }));
    }
  };
  const working = work();
  return {
    came,
    async stop() {
      stopped = true;
      await working;
    },
  };
}

/** Nothing is lost, and all of it opens. */
async function allOpen(base: Base, ids: readonly string[], came: ReadonlySet<string>) {
  const opens = async (id: string) => {
    const claims = await identities.claimsOf(base, id);
    expect(claims?.name).toBe(came.has(id) ? '李测试' : '王测试');
    expect(claims?.id_no).toMatch(/^220000/);
    if (came.has(id)) expect(claims?.phone_number).toBe('+8613800000000');
  };
  for (let at = 0; at < ids.length; at += 20) await Promise.all(ids.slice(at, at + 20).map(opens));
}

test('re-sealing that is killed in the middle goes on where it was, and loses nothing of what the gateway wrote', async () => {
  const ids = await crowd(node(['old']), CROWD);
  const gateway = atWork(node(['new', 'old']));
  const env = envOf(['new', 'old'], '1');

  const first = command(['reseal'], env);
  await first.said('identities: 1000 of about');
  first.kill();
  expect((await first.ended()).code).toBeNull();
  const underOld = async () =>
    (await keyCounts(fresh.base, kept))
      .filter(({ keyId }) => keyId === 'old')
      .reduce((sum, { count }) => sum + count, 0);
  const leftAfterKill = await underOld();
  expect(leftAfterKill).toBeGreaterThan(0);
  expect(leftAfterKill).toBeLessThan(3 * CROWD);
  const batches = async () =>
    (await auditTrail(fresh.base)).filter(({ kind }) => kind === 'keys.resealed');
  const before = (await batches()).length;

  const counting = await command(['reseal', '--check'], env).ended();
  expect(counting.code).toBe(0);
  expect(counting.text).toContain('sealed with old');
  expect((await batches()).length).toBe(before);

  const second = command(['reseal'], env);
  const { code, text } = await second.ended();
  await gateway.stop();
  expect(text).toContain('nothing that lasts is sealed with another key than new');
  expect(text).toContain('old may leave SONGHUA_FIELD_KEYS');
  expect(code).toBe(0);
  expect(await underOld()).toBe(0);
  // What had been done was not done again.
  const rows = (await batches()).reduce((sum, { detail }) => sum + Number(detail['rows']), 0);
  expect(rows).toBe(3 * CROWD);
  expect(gateway.came.length).toBeGreaterThan(0);
  await allOpen(node(['new']), [...ids, ...gateway.came], new Set(gateway.came));
});

test('hashes are filled in by a command that is killed in the middle, and everybody is found by the new version', async () => {
  const ids = await crowd(node(['old']), CROWD);
  const gateway = atWork(node(['old'], '1,2'));
  const env = envOf(['old'], '1,2');

  const first = command(['rehash'], env);
  await first.said('identities: 1000 of about');
  first.kill();
  expect((await first.ended()).code).toBeNull();
  const early = await command(['rehash'], envOf(['old'], '2,1')).ended();
  expect(early.code).toBe(1);
  expect(early.text).toContain('MATCH_VERSIONS begins with 2');

  const { code, text } = await command(['rehash'], env).ended();
  await gateway.stop();
  expect(text).toContain('every row can be found by version 2');
  expect(code).toBe(0);
  const after = node(['old'], '2');
  for (const id of [...ids.slice(0, 300), ...gateway.came]) {
    const { id_no = '' } = (await identities.claimsOf(after, id)) ?? {};
    expect(await identities.findByIdentifier(after, id_no)).toBe(id);
  }

  const kept1 = await command(['rehash'], envOf(['old'], '2')).ended();
  expect(kept1.text).toContain('to remove them: --clear');
  const cleared = await command(['rehash', '--clear'], envOf(['old'], '2')).ended();
  expect(cleared.code).toBe(0);
  expect(cleared.text).toContain('there are hashes of version 2 alone');
  const back = await command(['rehash'], envOf(['old'], '1')).ended();
  expect(back.code).toBe(1);
});

test('values under a key that nobody gave are named with key and place before anything is done', async () => {
  await crowd(node(['old']), 3);
  await crowd(node(['lost']), 2);
  const { code, text } = await command(['reseal'], envOf(['new', 'old'], '1')).ended();
  expect(code).toBe(1);
  expect(text).toContain('lost (identities.name_sealed)');
  expect(text).not.toContain('王测试');
  const under = await keyCounts(fresh.base, kept);
  expect(under.filter(({ keyId }) => keyId === 'new')).toEqual([]);
});
