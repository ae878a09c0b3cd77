import type { Trouble } from '../components/trouble.ts';
import type { PageFrame } from '../frame.ts';

/** One way to sign in; names are already in the reader's language. */
export interface PickerSource {
  /** Posted as `source`; `local` is the account of Songhua itself. */
  id: string;
  name: string;
  /** What the department calls its account: 公积金账号. */
  account_word: string;
  health: 'ok' | 'down';
  /** The level (0 to 4) that a sign-in through it can reach. */
  reach: number;
  note?: string;
}

export interface PickerDepartment {
  name: string;
  sources: PickerSource[];
}

export interface PickerGroup {
  region: string;
  departments: PickerDepartment[];
}

export interface PickerProps {
  frame: PageFrame;
  groups: PickerGroup[];
  last_used?: PickerSource & { department?: string };
  /** What the service needs; said on top, and beside every way that does not reach it. */
  needed_level?: number;
  /** What was searched for (GET, field `q`, on the page's own path). */
  query?: string;
  /** Where `source` and `_csrf` are posted. */
  action: string;
  /** Offer the account of Songhua itself, as `source=local`. */
  local: boolean;
  error?: Trouble;
  /** Where to post in order to go back to the service without signing in. */
  leave?: string;
}
