/**
 * Exports of the trail (ADR 0019): asked for and decided on by two people, made beside requests, kept
 * in the database for a day, so that any node gives them out, to whoever asked alone.
 */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type Base, transaction } from '../base.ts';
import { writer } from './archive-lines.ts';
import * as audit from './audit.ts';
import * as store from './exports-store.ts';
import type { Filters } from './filters.ts';
import { instant } from './seal.ts';
import { sealFinder } from './seal-finder.ts';
import { readInOrder } from './search-statement.ts';
import { walk } from './walk.ts';

export type { ExportRow } from './exports-store.ts';

/** Days of Changchun, both included. */
export interface ExportAsked {
  from: string;
  until: string;
  filters?: Omit<Filters, 'from' | 'until'> | undefined;
}

const DAY = 86_400_000;
const CHUNK = 256 * 1024;
/** More than that goes month by month, as archives do. */
const MOST = 2_000_000;
const TOO_LARGE = 'audit.export_too_large';

/** In the transaction of the decision: from now on the export is owed. `id` is the approval's. */
export async function queueExport(
  base: Base,
  { id, asked_by, from, until, filters = {} }: ExportAsked & { id: string; asked_by: string },
): Promise<void> {
  const now = base.clock.now();
  const ends_at = new Date(now.getTime() + DAY);
  const texts = Object.fromEntries(
    Object.entries({ ...filters, from, until }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  await store.addExport(base.db, { id, asked_by, asked_at: now, filters: texts, ends_at });
}

/**
 * Makes an export that is owed, in one transaction: whole or not at all. `did` is 1 where it was made
 * here. Not `done` while another node is at it: that one may take an hour, or die, and then it is
 * still owed.
 */
export function makeExport(
  base: Base,
  id: string,
  most = MOST,
): Promise<{ did: 0 | 1; done: boolean }> {
  return transaction(base, async (inside) => {
    const row = await store.holdWaiting(inside.db, id);
    if (!row) {
      const now = await store.exportById(inside.db, id);
      return { did: 0, done: now?.state !== 'waiting' };
    }
    await readInOrder(inside.db);
    const made = await writeChunks(inside, row, most);
    const now = inside.clock.now();
    await store.changeExport(inside.db, id, {
      ...(made
        ? {
            state: 'ready',
            events: String(made.events),
            bytes: String(made.bytes),
            digest: made.digest,
          }
        : { state: 'failed', code: TOO_LARGE }),
      ready_at: now,
      ends_at: new Date(now.getTime() + DAY),
    });
    await audit.append(inside, {
      kind: 'audit.exported',
      actor: { kind: 'staff', id: row.asked_by },
      object: { kind: 'export', id },
      ...(made
        ? { outcome: 'ok', detail: { events: made.events, digest: made.digest } }
        : { outcome: 'failed', code: TOO_LARGE }),
    });
    return { did: 1, done: true };
  });
}

/** The file, chunk by chunk; undefined, and no chunk left, when there are more events than fit. */
async function writeChunks(base: Base, row: store.ExportRow, most: number) {
  const { from, until, ...filters } = row.filters as Record<string, string> & ExportAsked;
  const bounds = {
    from: new Date(`${from}T00:00:00+08:00`),
    until: new Date(Date.parse(`${until}T00:00:00+08:00`) + DAY),
  };
  const lines = writer(base.ring, {
    what: 'export',
    from: instant(bounds.from),
    until: instant(bounds.until),
    filters: filters as Record<string, string>,
  });
  const sealOf = sealFinder(base);
  let events = 0;
  let digest = '';
  let full = false;
  async function* texts(): AsyncGenerator<string> {
    yield lines.begin();
    const told = new Set<number>();
    for await (const event of walk(base, { ...filters, ...bounds })) {
      events += 1;
      if (events > most) {
        full = true;
        return;
      }
      const seal = await sealOf(event);
      if (seal && !told.has(seal.number)) {
        told.add(seal.number);
        yield lines.seal(seal);
      }
      yield lines.event(event, seal?.number ?? null);
    }
    const last = lines.end();
    digest = last.end.digest;
    yield last.text;
  }
  let bytes = 0;
  let position = 0;
  let waiting: Buffer[] = [];
  const flush = async () => {
    const chunk = Buffer.concat(waiting);
    waiting = [];
    bytes += chunk.length;
    await store.addChunk(base.db, row.id, position++, chunk);
  };
  for await (const part of Readable.from(texts()).pipe(createGzip())) {
    waiting.push(part);
    if (waiting.reduce((sum, one) => sum + one.length, 0) >= CHUNK) await flush();
  }
  if (waiting.length > 0) await flush();
  if (!full) return { events, bytes, digest };
  await store.removeChunks(base.db, row.id);
  return undefined;
}

/** An export as a stream, for whoever asked for it, while it lasts; undefined for everybody else. */
export async function fetchExport(
  base: Base,
  { id, by }: { id: string; by: string },
): Promise<{ row: store.ExportRow; file: Readable; name: string } | undefined> {
  const row = await store.exportById(base.db, id);
  if (!row || row.asked_by !== by || row.state !== 'ready') return undefined;
  if (row.ends_at <= base.clock.now()) return undefined;
  await audit.append(base, {
    kind: 'audit.export_fetched',
    actor: { kind: 'staff', id: by },
    object: { kind: 'export', id },
    outcome: 'ok',
  });
  async function* chunks() {
    for (let position = 0; ; position++) {
      const chunk = await store.chunkAt(base.db, id, position);
      if (!chunk) return;
      yield chunk;
    }
  }
  const { from = '', until = '' } = row.filters;
  const name = `songhua-audit-${from}-${until}.ndjson.gz`;
  return { row, name, file: Readable.from(chunks()) };
}

/** The newest exports of somebody that still stand. */
export const exportsNow = (base: Base, asked_by: string): Promise<store.ExportRow[]> =>
  store.newestExports(base.db, { asked_by, now: base.clock.now() }, 50);

/** Removes exports whose day is over; gives how many. Their chunks go with them: few at a time. */
export const removeOldExports = (base: Base): Promise<number> =>
  store.removeEnded(base.db, base.clock.now(), 1);
