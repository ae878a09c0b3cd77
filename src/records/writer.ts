import type { RefusalCode } from '../errors.ts';

/** What of a client matters when it reports cases. */
export interface Writer {
  id: string;
  department_id: string;
  department_code: string;
  sector: string;
  redirect_uris: readonly string[];
  home_uri: string | null;
}

/** Why one event was not taken; its neighbours are none the worse for it. */
export interface Refused {
  code: RefusalCode;
  /** `time`, `data.matter_code` ...; `event` when it is no event at all. */
  field: string;
}

export type Result =
  | { id?: string; result: 'applied' | 'duplicate' | 'stale' }
  | ({ id?: string; result: 'refused' } & Refused);
