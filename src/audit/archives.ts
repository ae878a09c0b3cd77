import type { Base } from '../base.ts';
import { derive } from '../crypto/ring.ts';
import type { ArchiveRow } from './archives-store.ts';
import * as store from './archives-store.ts';
import type { Month } from './months.ts';

export type { ArchiveRow } from './archives-store.ts';

export type UnsignedArchive = Omit<ArchiveRow, 'mac' | 'changed_at'>;

/** Every month that was archived, the oldest first; those that nobody with the key wrote apart. */
export async function archives(base: Base): Promise<{ held: ArchiveRow[]; forged: ArchiveRow[] }> {
  const rows = await store.archives(base.db);
  return {
    held: rows.filter((row) => isHeld(base, row)),
    forged: rows.filter((row) => !isHeld(base, row)),
  };
}

export async function archiveOf(base: Base, month: Month): Promise<ArchiveRow | undefined> {
  const { held } = await archives(base);
  return held.find(({ from_at }) => from_at.getTime() === month.from.getTime());
}

/** Writes how it stands with a month, authenticated as events are: in the transaction of the change. */
export async function keep(base: Base, row: UnsignedArchive): Promise<void> {
  const now = { ...row, changed_at: base.clock.now() };
  await store.writeArchiveRow(base.db, { ...now, mac: macOf(base, now) });
}

const isHeld = (base: Base, { mac, ...row }: ArchiveRow) => macOf(base, row).equals(mac);

function macOf({ ring }: Base, row: Omit<ArchiveRow, 'mac'>): Buffer {
  const { from_at, until_at, file, events, first_seal, last_seal } = row;
  const text = JSON.stringify([
    'songhua audit archive 1',
    ...[from_at, until_at, file, events, first_seal, last_seal],
    ...[row.digest.toString('hex'), row.signature.toString('hex'), row.state, row.changed_at],
  ]);
  return ring.suite.mac(derive(ring.auditKey, 'audit archive'), Buffer.from(text));
}
