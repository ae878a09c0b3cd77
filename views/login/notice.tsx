import type { PageFrame } from '../frame.ts';

export interface NoticeProps {
  frame: PageFrame;
  /** The version of the notice, posted back as `notice`; `notice.version` of the catalogue. */
  version: string;
  /** The department whose system has just said who came. */
  source_name?: string;
  action: string;
  /** Where to post in order to go back without an account being made. */
  leave?: string;
}
