import { known } from './advance.ts';
import type { At } from './at.ts';
import { next } from './next.ts';
import type { Page } from './pages.tsx';

/**
 * True while one of these pages is the one that is due. What is posted from another, gone by or not
 * come to yet, changes nothing: the order of a sign-in is next.ts's alone, whoever posts what.
 */
export function isDue(here: At, ...pages: readonly Page[]): boolean {
  const step = next(known(here));
  return 'page' in step && pages.includes(step.page);
}

/** The question whether to go on with the session that lives; another way may have been looked at meanwhile. */
export function mayContinue(here: At): boolean {
  const step = next({ ...known(here), password_chosen: false });
  return 'page' in step && step.page === 'continue_as';
}
