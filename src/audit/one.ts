import type { Base } from '../base.ts';
import { boundsOf } from './archive.ts';
import { archives } from './archives.ts';
import { isGenuine, type WrittenEvent } from './mac.ts';
import { monthOf, timeOfId } from './months.ts';
import { type Head, isSigned } from './seal.ts';
import { sealFinder } from './seal-finder.ts';
import { eventOf } from './search-statement.ts';

/** One event with what holds it: checked as it is read. */
export interface HeldEvent {
  event: WrittenEvent;
  /** Absent: it waits for the next seal. */
  seal: Head | undefined;
  /** The event is as it was written, and its seal as it was signed. */
  genuine: boolean;
}

/** One event by its id, with its seal, verified now; undefined when it does not stand in the database. */
export async function oneEvent(base: Base, id: string): Promise<HeldEvent | undefined> {
  const event = await eventOf(base.db, id, boundsOf(monthOf(timeOfId(id))));
  if (!event) return undefined;
  const seal = await sealFinder(base)(event);
  const genuine = isGenuine(base.ring, event) && (!seal || isSigned(base.ring, seal));
  return { event, seal, genuine };
}

/** The archived months, the newest first, as those with the key wrote them. */
export const archivedMonths = async (base: Base) => (await archives(base)).held.reverse();
