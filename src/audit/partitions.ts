import { type Base, transaction } from '../base.ts';
import * as store from './store.ts';

/**
 * Makes the partitions of this month and of `ahead` months to come; gives the names of those it
 * made. For the start and once a day. Whatever finds none lands in the default partition, from
 * where it is moved when its month is made. Months are of UTC, as ids and seals are.
 */
export async function ensurePartitions(base: Base, ahead = 3): Promise<string[]> {
  const made: string[] = [];
  const now = base.clock.now();
  for (let month = 0; month <= ahead; month++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month));
    const until = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month + 1));
    const name = `audit_events_${from.toISOString().slice(0, 7).replace('-', '_')}`;
    const isNew = await transaction(base, async ({ db }) => {
      await store.lockPartitions(db);
      if ((await store.partitionNames(db)).includes(name)) return false;
      await store.makePartition(db, name, from.toISOString(), until.toISOString());
      return true;
    });
    if (isNew) made.push(name);
  }
  return made;
}
