/**
 * Cases as staff see them: which department, which matter, how far, when. Whose a case is, and what
 * was said to that person, is opened for nobody here.
 */
import type { Base } from '../base.ts';
import * as statement from './index-statement.ts';
import { publicId, recordBehind } from './public-ids.ts';

export type { EventSeen } from './index-statement.ts';

/** What the outside knows a case by stands in addresses; `id` is that. */
export type CaseSeen = statement.IndexRow;

/** The cases of some departments, the last changed first; with a number, those of that number. */
export const look = (base: Base, looked: statement.Looked): Promise<CaseSeen[]> =>
  statement.index(base.db, looked);

/** One case by its public id; undefined when there is none. */
export async function one(base: Base, public_id: string): Promise<CaseSeen | undefined> {
  const id = recordBehind(base.ring, public_id);
  return id === undefined ? undefined : statement.one(base.db, id);
}

/** What the outside knows a case by. */
export const publicIdOf = (base: Base, id: string): string => publicId(base.ring, id);

/** What was reported of a case: kinds and times, the newest 200 first. */
export const events = (base: Base, id: string): Promise<statement.EventSeen[]> =>
  statement.events(base.db, id, 200);

/** Whether a department has a case that is not done. */
export const hangsOn = (base: Base, department_id: string): Promise<boolean> =>
  statement.anyOpen(base.db, department_id);
