import { sealedAfter } from '../audit/sealed.ts';
import { type Base, transaction } from '../base.ts';
import { fold } from './fold.ts';
import * as store from './store.ts';

/**
 * Adds up what was sealed since the last time; gives how many events that were. The rows and the mark
 * of how far they go are one transaction, a seal each: whoever is killed leaves either both or neither,
 * and of two nodes one works while the other finds the mark held or moved. For a job every second.
 */
export async function follow(base: Base): Promise<number> {
  let events = 0;
  for (;;) {
    const from = await store.followed(base.db);
    const sealed = await sealedAfter(base, from);
    if (!sealed) return events;
    const rows = fold(sealed.events);
    const ours = await transaction(base, async ({ db }) => {
      if ((await store.lockFollowed(db)) !== from) return false;
      await store.add(db, rows);
      await store.setFollowed(db, sealed.number);
      return true;
    });
    // Another node is at it, and goes on.
    if (!ours) return events;
    events += sealed.events.length;
  }
}
