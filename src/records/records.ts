/**
 * Records: the index entries of cases, as the departments report them by case events (DESIGN 6).
 * Owns the tables `records` and `record_events`, how the events of a case make its entry, and who is
 * shown which. Does not own the case file, which stays with its department, nor how clients are told
 * of a change (outbox), nor who somebody is (identities).
 */
export type { CaseEntry, CaseEventKind, CaseWithHistory, HistoryEntry } from './entry.ts';
