import type { PageFrame, Words } from '../frame.ts';

export interface LogoutProps {
  frame: PageFrame;
  /** Where the form is posted: `logout=yes` ends everything, without it only this service is left. */
  action: string;
  /** The engine's own token of this form, kept hidden as `xsrf`. */
  xsrf: string;
  /** The services signed in now. */
  clients: (Words | string)[];
}
