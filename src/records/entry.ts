import type { Words } from '../departments/departments.ts';

/** 1 accepted, 2 in progress, 3 done: what the national platform shows (DOMAIN 5.1). */
export type CaseState = 1 | 2 | 3;

/** The last word of a CloudEvents type, `songhua.case.<kind>.v1`. */
export type CaseEventKind = 'accepted' | 'progressed' | 'done' | 'withdrawn' | 'corrected';

/** A case as the person whom it concerns sees it. */
export interface CaseEntry {
  /** What the outside knows it by, 22 characters safe in an address; never the id of its row. */
  id: string;
  /** 办件编号, unique within its department. */
  case_number: string;
  matter_code: string;
  matter_name: string;
  department_code: string;
  department_names: Words;
  /** As the department wrote it. */
  area_code?: string;
  state: CaseState;
  /** The department's own words, of one line; may hold anything a person can type. */
  status_text: string;
  /** Since when it is in this state, by the department's clock. */
  state_at: Date;
  opened_at: Date;
  /** When the gateway last learned something of it: what `updated_since` asks for. */
  updated_at: Date;
  /** While it is done. */
  done_at?: Date;
  /** Done because the applicant took it back, or because it was entered by mistake. */
  withdrawn: boolean;
  promised_at?: Date;
  /** Where the case itself is, at its department: an address that its client registered. */
  deep_link?: string;
  /** The enterprise that the person acted for. */
  organisation?: { uscc: string; name: string };
  /** Opened under a number and a name rather than an account: shown from level 2. */
  at_counter: boolean;
}

/** One thing that the department reported, by its clock. */
export interface HistoryEntry {
  at: Date;
  type: CaseEventKind;
  /** Absent where the state was not touched: a correction. */
  state?: CaseState;
  status_text?: string;
  /** What the department has to say about it, of several lines; may hold anything a person can type. */
  words?: string;
}

export interface CaseWithHistory extends CaseEntry {
  /** The newest first. */
  history: HistoryEntry[];
}

/** For whom cases are asked. `level`: of the asking session now, or of the identity's evidence. */
export interface Asking {
  identity_id: string;
  level: number;
}

export interface Page {
  /** Only what changed at or after it, and then the oldest change first; else the newest first. */
  updated_since?: Date;
  /** `next` of the page before. */
  after?: string;
  /** 1 to 100; 50 unless told. */
  limit?: number;
}
