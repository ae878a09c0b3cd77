import type { Done } from '../components/done.tsx';
import type { Trouble } from '../components/trouble.ts';
import type { PageFrame, Words } from '../frame.ts';

export interface LinkRow {
  id: string;
  source_name: Words | string;
  account_word: Words | string;
  department: Words | string;
  linked_at: Date;
  last_used_at: Date;
  suspended: boolean;
}

export interface SignInProps {
  frame: PageFrame;
  done?: Done;
  error?: Trouble;
  links: LinkRow[];
  /** Sources that can still be linked; posted as `source`. */
  addable: { id: string; name: Words | string; account_word: Words | string }[];
  password: { set: boolean; login_name?: string; changed_at?: Date };
  /** More than one way in is left, so that one may be taken away. */
  removable: boolean;
}
