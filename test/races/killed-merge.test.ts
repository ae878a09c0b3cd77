import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Base } from '../../src/base.ts';
import * as credentials from '../../src/credentials/credentials.ts';
import { connect, migrate, onQuery } from '../../src/db.ts';
import { type Embedded, removeEmbedded, startEmbedded } from '../../src/embedded-postgres.ts';
import * as identities from '../../src/identities/identities.ts';
import { issued, number, selfMade } from '../identities/people.ts';
import { both, join, separate, signIn, state } from '../merging/desk.ts';
import { testClock } from '../support/clock.ts';
import { testRing } from '../support/ring.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });
// A server of its own: it is killed.
const dataDir = path(mkdtempSync(path(tmpdir(), 'songhua-merge-killed-')), 'data');
let server: Embedded;
let base: Base;

async function start(): Promise<void> {
  server = await startEmbedded({ dataDir, durable: true });
  const db = connect(server.url, { poolMax: 4 });
  db.on('error', () => {});
  base = { db, ring: testRing(), clock: testClock() };
}
beforeAll(async () => {
  await start();
  await migrate(base.db);
});
afterAll(async () => {
  await base.db.destroy();
  await server.stop();
  removeEmbedded(dataDir);
});

/** Two people with a bit of everything, on both sides. */
async function pair(): Promise<[string, string]> {
  const id_number = number();
  const attributes = { name: '张测试', phone_number: '+8613900000001' };
  const bound = { ...attributes, id_type: 'resident_id', id_number };
  const one = await identities.resolve(base, issued(`one ${id_number}`, { attributes: bound }));
  const two = await identities.resolve(base, selfMade(`two ${id_number}`, { attributes: bound }), {
    join: 'separate',
  });
  const ids: [string, string] = [one.identity_id as string, two.identity_id as string];
  for (const identity_id of ids) {
    const password = 'hen chang de mima';
    await credentials.setPassword(base, { identity_id, password, bound_level: 1 });
    await identities.acceptNotice(base, { identity_id, version: '2026-11' });
    await signIn(base, identity_id, undefined);
  }
  return ids;
}

const events = async () => Number((await base.db('audit_events').count('* as n').first())?.['n']);

/** Throws at the n-th statement of the work; how many it made, when it got through. */
async function breakingAt(n: number, work: () => Promise<unknown>): Promise<number | 'broken'> {
  let count = 0;
  const stop = onQuery(base.db, (sql) => {
    // A fault in these is the driver's: a commit that was not answered is the test below.
    if (/^(begin|commit|rollback)/i.test(sql)) return;
    count += 1;
    if (count === n) throw new Error('the process died here');
  });
  try {
    await work();
    return count;
  } catch (fault) {
    if (!String(fault).includes('the process died here')) throw fault;
    return 'broken';
  } finally {
    stop();
  }
}

describe('a crash while two identities are joined or separated', () => {
  it('at any statement of the merge leaves nothing of it; at any of the separating, the merge', async () => {
    const [survivor, absorbed] = await pair();
    const was = await both(base, survivor, absorbed);
    const before = await events();
    let merge_id = '';
    const merging = async () => {
      merge_id = await join(base, survivor, absorbed);
    };
    let n = 1;
    for (; (await breakingAt(n, merging)) === 'broken'; n += 1) {
      expect(await both(base, survivor, absorbed)).toEqual(was);
      expect(await events()).toBe(before);
      expect(await base.db('merges').count('* as n').first()).toEqual({ n: '0' });
    }
    expect(n).toBeGreaterThan(40);

    const joined = await both(base, survivor, absorbed);
    const then = await events();
    const separating = () => separate(base, merge_id);
    for (n = 1; (await breakingAt(n, separating)) === 'broken'; n += 1) {
      expect(await both(base, survivor, absorbed)).toEqual(joined);
      expect(await events()).toBe(then);
      expect(await state(base, absorbed)).toBe('absorbed');
    }
    expect(n).toBeGreaterThan(40);
    expect(await both(base, survivor, absorbed)).toEqual(was);
  });

  it('by kill -9 of its backend, half way, leaves nothing of it', async () => {
    const [survivor, absorbed] = await pair();
    const was = await both(base, survivor, absorbed);
    for (const n of [10, 25, 40]) {
      let count = 0;
      let killed = false;
      const trx = await base.db.transaction();
      const { rows } = await trx.raw('select pg_backend_pid() as pid');
      const stop = onQuery(base.db, () => {
        count += 1;
        if (count !== n) return;
        process.kill(rows[0].pid, 'SIGKILL');
        killed = true;
      });
      const merging = join({ ...base, db: trx }, survivor, absorbed).then(() => trx.commit());
      await expect(merging).rejects.toThrow();
      stop();
      expect(killed).toBe(true);
      await trx.rollback().catch(() => {});
      await base.db.destroy();
      await server.stop();
      const { clock } = base;
      await start();
      base.clock = clock;
      expect(await both(base, survivor, absorbed)).toEqual(was);
      expect(await state(base, absorbed)).toBe('active');
    }
    await separate(base, await join(base, survivor, absorbed));
    expect(await both(base, survivor, absorbed)).toEqual(was);
  });
});
