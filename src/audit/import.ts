/**
 * An archived month comes back to be looked at: into the partition that it had, so that search finds
 * it and verifying covers it. It stays until it is taken out again; the upkeep leaves it alone.
 */
import { basename } from 'node:path';
import { type Base, transaction } from '../base.ts';
import { about, boundsOf } from './archive.ts';
import { BrokenArchive, readArchive } from './archive-file.ts';
import { type Ending, eventOfLine } from './archive-lines.ts';
import { archiveOf, keep } from './archives.ts';
import * as audit from './audit.ts';
import { faultOf } from './check-archive.ts';
import { isGenuine, type WrittenEvent } from './mac.ts';
import { monthOf, nameOfMonth, partitionOf } from './months.ts';
import * as partitions from './partitions-statement.ts';
import * as store from './store.ts';

/** Why a month cannot be loaded or taken out, in words for whoever is at the machine. */
export class CannotImport extends Error {}

const AT_ONCE = 500;

/**
 * Loads the file of a month; gives its name and how many events it has. Nothing of it shows before
 * every event, the digest and the signature were found to hold. Throws CannotImport or BrokenArchive.
 */
export function importMonth(base: Base, path: string): Promise<{ month: string; events: number }> {
  return alone(base, async () => {
    const loaded = await loadFile(base, path);
    const { month, end, signature } = loaded;
    const partition = partitionOf(month);
    await transaction(base, async (inside) => {
      const bounds = boundsOf(month);
      await partitions.attach(inside.db, partition, bounds.from, bounds.until);
      await keep(inside, {
        from_at: month.from,
        until_at: month.until,
        file: basename(path),
        events: String(end.events),
        first_seal: String(end.first_seal ?? 0),
        last_seal: String(end.last_seal ?? 0),
        digest: Buffer.from(end.digest, 'base64url'),
        signature: Buffer.from(signature, 'base64url'),
        state: 'imported',
      });
      await audit.append(inside, {
        kind: 'audit.imported',
        ...about(month),
        actor: { kind: 'staff' },
        detail: { events: end.events, digest: end.digest },
      });
    });
    return { month: nameOfMonth(month), events: end.events };
  });
}

/** Takes a month that was loaded out again; `name` is `2026-03`. Throws CannotImport. */
export function removeImport(base: Base, name: string): Promise<void> {
  return alone(base, async () => {
    const month = monthOf(new Date(`${name}-01T00:00:00Z`));
    const row = await archiveOf(base, month);
    if (row?.state !== 'imported') throw new CannotImport(`${name} was not loaded`);
    await transaction(base, async (inside) => {
      await keep(inside, { ...row, state: 'dropped' });
      await audit.append(inside, {
        kind: 'audit.import_removed',
        ...about(month),
        actor: { kind: 'staff' },
      });
      await partitions.detach(inside.db, partitionOf(month));
    });
    await partitions.dropTable(base.db, partitionOf(month));
  });
}

/** Into a table that is no part of the trail yet; what a killed import left there goes first. */
async function loadFile(base: Base, path: string) {
  const lines = readArchive(path);
  let next = await lines.next();
  if (next.done || !('begins' in next.value.line))
    throw new BrokenArchive('it does not begin as one');
  const { what, from } = next.value.line.begins;
  if (what !== 'archive' || from === null) throw new CannotImport('it is no archive of a month');
  const month = monthOf(new Date(from));
  const row = await archiveOf(base, month);
  if (row && row.state !== 'dropped')
    throw new CannotImport(`${nameOfMonth(month)} stands in the database already`);
  const partition = partitionOf(month);
  if ((await store.partitionNames(base.db)).includes(partition))
    throw new CannotImport(`${nameOfMonth(month)} stands in the database already`);

  const bounds = boundsOf(month);
  await partitions.makeTable(base.db, partition, bounds.from, bounds.until);
  try {
    let batch: WrittenEvent[] = [];
    for (; !next.done; next = await lines.next()) {
      const { line } = next.value;
      if (!('event' in line)) continue;
      const event = eventOfLine(line.event);
      if (!isGenuine(base.ring, event))
        throw new BrokenArchive(`event ${event.id} in it was altered`);
      batch.push(event);
      if (batch.length < AT_ONCE) continue;
      await partitions.load(base.db, partition, batch);
      batch = [];
    }
    await partitions.load(base.db, partition, batch);
    const fault = faultOf(base, next.value, row);
    if (fault) throw new BrokenArchive(fault);
    return { month, end: next.value.end satisfies Ending, signature: next.value.signature };
  } catch (fault) {
    await partitions.dropTable(base.db, partition);
    throw fault;
  }
}

/** Beside no upkeep that archives and no other import. */
function alone<T>(base: Base, work: () => Promise<T>): Promise<T> {
  return base.db.transaction(async (lock) => {
    if (!(await partitions.lockArchiving(lock)))
      throw new CannotImport('another process archives or imports; try again later');
    return work();
  });
}
