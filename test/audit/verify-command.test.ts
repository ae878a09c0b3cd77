import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../config/index.ts';
import { fileSink } from '../../src/audit/heads.ts';
import { publicKeyOf } from '../../src/audit/seal.ts';
import type { Base } from '../../src/base.ts';
import { makeRing } from '../../src/crypto/ring.ts';
import { connect, migrate } from '../../src/db.ts';
import { removeEmbedded, startEmbedded } from '../../src/embedded-postgres.ts';
import { testClock } from '../support/clock.ts';
import { sealerOf, write } from './trail.ts';

// Each run is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** A directory as the demo keeps one: a database with two seals, and the heads beside it. */
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'songhua-verify-'));
  chmodSync(directory, 0o711);
  await inDatabase(async (base) => {
    await migrate(base.db);
    const sealer = sealerOf(base, fileSink(join(directory, 'audit-heads.ndjson')));
    for (let i = 0; i < 2; i++) {
      await write(base, 2);
      await sealer.sealNow();
    }
    await sealer.stop();
  });
});
afterAll(() => {
  removeEmbedded(directory);
  rmSync(directory, { recursive: true, force: true });
});

async function inDatabase<T>(work: (base: Base, url: string) => Promise<T>): Promise<T> {
  const server = await startEmbedded({ dataDir: directory, durable: false });
  const db = connect(server.url);
  try {
    return await work(
      { db, ring: makeRing(readConfig({}).ring()), clock: testClock() },
      server.url,
    );
  } finally {
    await db.destroy();
    await server.stop();
  }
}

const script = fileURLToPath(new URL('../../src/audit/verify-command.ts', import.meta.url));

function run(args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const command = ['--import', 'tsx', script, ...args];
    const child = spawn(process.execPath, command, {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('close', (code) => resolve({ code, output }));
  });
}

test('a whole trail is said to be whole, of a database that stands still or runs, and by address', async () => {
  const still = await run(['--data', directory]);
  expect(still).toEqual({ code: 0, output: expect.stringContaining('the trail is whole') });
  expect(still.output).toContain('2 seals, 4 events sealed, 0 queued');
  await inDatabase(async (_, url) => {
    expect(await run(['--data', directory])).toEqual(still);
    const heads = join(directory, 'audit-heads.ndjson');
    expect(await run([], { DATABASE_URL: url })).toEqual(still);
    expect(await run(['--heads', heads], { DATABASE_URL: url })).toEqual(still);
  });
});

test('the key that archives and exports are checked with is printed, without a database', async () => {
  const { code, output } = await run(['--public-key']);
  expect({ code, output }).toEqual({
    code: 0,
    output: publicKeyOf(makeRing(readConfig({}).ring())),
  });
});

test('a directory that is not there is named, and nothing is made', async () => {
  const missing = join(directory, 'nowhere');
  expect(await run(['--data', missing])).toEqual({ code: 2, output: `there is no ${missing}\n` });
});

test('what was altered, removed and cut off is named, and the command fails', async () => {
  const [altered, removed] = await inDatabase(async ({ db }) => {
    const { rows } = await db.raw('select event_ids from audit_seals where number = 1');
    const [first, second] = rows[0].event_ids;
    await db.raw("update audit_events set outcome = 'failed' where id = ?", [first]);
    await db.raw('delete from audit_events where id = ?', [second]);
    await db.raw('delete from audit_seals where number = 2');
    return [first, second];
  });
  const { code, output } = await run(['--data', directory]);
  expect(code).toBe(1);
  expect(output).toContain(`FINDING event ${altered} was altered`);
  expect(output).toContain(`FINDING event ${removed} was removed`);
  expect(output).toContain('FINDING seal 2 was cut off');
  expect(output).toContain('the trail is not whole: 5 findings');
});
