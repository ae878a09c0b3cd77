import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as exported from '../../src/audit/exports.ts';
import { publicKeyOf } from '../../src/audit/seal.ts';
import { newId } from '../../src/crypto/ids.ts';
import { refusals } from '../../src/errors.ts';
import { auditTrail } from '../support/trail.ts';
import { fileOf, type OldTrail, oldTrail } from './months.ts';
import { write } from './trail.ts';

let trail: OldTrail;
beforeEach(async () => {
  trail = await oldTrail();
});
afterEach(() => trail.drop());

const script = fileURLToPath(new URL('../../docs/verify-export.mjs', import.meta.url));

/** What somebody outside sees, who has the file, the key and the script. */
function checked(file: Buffer): { status: number | null; output: string } {
  const [path, key] = [join(trail.directory, 'export.gz'), join(trail.directory, 'key.pem')];
  writeFileSync(path, file);
  writeFileSync(key, publicKeyOf(trail.base.ring));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, path, key]);
  return { status, output: `${stdout}${stderr}` };
}

async function make(filters: exported.ExportAsked['filters'] = {}, most?: number) {
  const id = newId(trail.base.clock);
  const asked = { from: '2026-01-01', until: '2026-12-31', filters };
  await exported.queueExport(trail.base, { ...asked, id, asked_by: 'staff-1' });
  expect(await exported.makeExport(trail.base, id, most)).toEqual({ did: 1, done: true });
  expect(await exported.makeExport(trail.base, id, most)).toEqual({ did: 0, done: true });
  return id;
}

async function fetched(id: string, by = 'staff-1'): Promise<Buffer | undefined> {
  const found = await exported.fetchExport(trail.base, { id, by });
  if (!found) return undefined;
  const parts: Buffer[] = [];
  for await (const part of found.file) parts.push(part);
  return Buffer.concat(parts);
}
const lines = (file: Buffer) =>
  gunzipSync(file)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('an export has what was asked for, each event with its seal, and holds outside with the public key alone', async () => {
  await write(trail.base, 2);
  const file = (await fetched(await make())) as Buffer;
  const events = lines(file).filter(({ event }) => event);
  const all = await auditTrail(trail.base);
  const before = all.filter(({ kind }) => kind === 'config.changed').map(({ id }) => id);
  expect(events.map(({ event }) => event.id)).toEqual(before.sort());
  expect(events.map(({ seal }) => seal)).toEqual([
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((seal) => [seal, seal]),
    ...[null, null],
  ]);
  expect(checked(file)).toEqual({
    status: 0,
    output: expect.stringContaining('export: 20 events, 9 seals'),
  });
});

test('one byte altered anywhere in an export is found outside', async () => {
  const text = gunzipSync((await fetched(await make({ client_id: 'client-1' }))) as Buffer);
  expect(checked(gzipSync(text)).status).toBe(0);
  // Bytes all over it.
  for (let at = 0; at < text.length; at += Math.ceil(text.length / 9)) {
    const altered = Buffer.from(text);
    altered[at] = (altered[at] as number) ^ 1;
    expect(checked(gzipSync(altered)).status, `byte ${at}`).toBe(1);
  }
  const cut = text.toString().trimEnd().split('\n');
  for (const change of [
    cut.slice(0, -1),
    cut.toSpliced(3, 1),
    [...cut.slice(0, 2), cut[3], cut[2], ...cut.slice(4)],
  ])
    expect(checked(gzipSync(`${change.join('\n')}\n`)).status).toBe(1);
});

test('an archive holds outside too, and names the seal that does not', async () => {
  await trail.archive();
  const { readFileSync } = await import('node:fs');
  const file = readFileSync(join(trail.directory, fileOf('02')));
  expect(checked(file)).toEqual({
    status: 0,
    output: expect.stringContaining('archive: 6 events, 3 seals'),
  });
  const text = gunzipSync(file)
    .toString()
    .replace(/"digest":"./, '"digest":"_');
  const { status, output } = checked(gzipSync(text));
  expect(status).toBe(1);
  expect(output).toContain('seal 4: it is not as it was signed');
});

test('only who asked gets it, each time written down, and only for a day', async () => {
  const id = await make();
  expect(await fetched(id, 'staff-2')).toBeUndefined();
  expect(await fetched(id)).toBeDefined();
  const kinds = (await auditTrail(trail.base)).filter(({ object_id }) => object_id === id);
  expect(kinds.map(({ kind }) => kind).sort()).toEqual(['audit.export_fetched', 'audit.exported']);
  expect(await exported.removeOldExports(trail.base)).toBe(0);
  trail.fresh.clock.advance(24 * 3_600_000);
  expect(await fetched(id)).toBeUndefined();
  expect(await exported.removeOldExports(trail.base)).toBe(1);
  expect(await trail.base.db('audit_export_chunks')).toEqual([]);
});

test('an export of more than fits is not made, and says so', async () => {
  const id = await make({}, 5);
  expect(await fetched(id)).toBeUndefined();
  expect(await exported.exportsNow(trail.base, 'staff-1')).toMatchObject([
    { state: 'failed', code: 'audit.export_too_large', events: null },
  ]);
  const said = (await auditTrail(trail.base)).find(({ kind }) => kind === 'audit.exported');
  expect(said).toMatchObject({ outcome: 'failed', code: 'audit.export_too_large' });
  // What an operator finds in the trail stands in the catalogue.
  expect(Object.keys(refusals)).toContain(said?.code);
  expect(await trail.base.db('audit_export_chunks')).toEqual([]);
});

test('an export that another node is at is not called done, and is made by the next one when that node dies', async () => {
  const { base } = trail;
  const id = newId(base.clock);
  const asked = { from: '2026-01-01', until: '2026-12-31' };
  await exported.queueExport(base, { ...asked, id, asked_by: 'staff-1' });
  const other = await base.db.transaction();
  expect(await exported.makeExport({ ...base, db: other }, id)).toEqual({ did: 1, done: true });
  expect(await exported.makeExport(base, id)).toEqual({ did: 0, done: false });
  // A day later it is owed still: nobody throws away what is being made, or what nobody has made yet.
  await other.rollback();
  trail.fresh.clock.advance(24 * 3_600_000);
  expect(await exported.removeOldExports(base)).toBe(0);
  expect(await exported.makeExport(base, id)).toEqual({ did: 1, done: true });
  expect(await fetched(id)).toBeDefined();
});
