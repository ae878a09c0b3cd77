import type { Trouble } from '../components/trouble.ts';
import type { PageFrame } from '../frame.ts';

export interface PasswordProps {
  frame: PageFrame;
  source: { id: string; name: string; account_word: string };
  error?: Trouble;
  /** What was typed before, or the `login_hint`. */
  username?: string;
  /** Where `username`, `password`, `source` and `_csrf` are posted. */
  action: string;
  /** The picker. */
  back: string;
}
