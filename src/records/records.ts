/**
 * Records: the index entries of cases, as the departments report them by case events (DESIGN 6).
 * Owns the tables `records` and `record_events`, how the events of a case make its entry, and who is
 * shown which. Does not own the case file, which stays with its department, nor how clients are told
 * of a change (outbox), nor who somebody is (identities).
 */
export { apply } from './apply.ts';
export type {
  Asking,
  CaseEntry,
  CaseEventKind,
  CaseWithHistory,
  HistoryEntry,
  Page,
} from './entry.ts';
export { COUNTER_LEVEL, list, read } from './listing.ts';
export type { Refused, Result, Writer } from './writer.ts';
