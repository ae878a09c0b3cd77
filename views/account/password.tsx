import type { Trouble } from '../components/trouble.ts';
import type { PageFrame } from '../frame.ts';

/** Sets or changes the password of Songhua itself. Posts `current_password`, `login_name`, `password`. */
export interface SetPasswordProps {
  frame: PageFrame;
  error?: Trouble;
  /** One stands already: the current one is asked for, and it can be removed. */
  set: boolean;
  /** As it stands, or as typed. */
  login_name?: string;
  /** More than one way in is left, so that the password may be removed. */
  removable: boolean;
}
