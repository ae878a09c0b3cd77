import { inWords } from '../../views/frame.ts';
import * as departments from '../departments/departments.ts';
import type { At } from './at.ts';
import type { Scope } from './scope.ts';

/** One region or department that a form offers: its code, and its name set in as far as it stands below. */
export interface PlaceOption {
  value: string;
  label: string;
}

/** Two full-width blanks a step: what a browser shows in a list, and leaves out where one types a name. */
const STEP = '\u3000\u3000';

/** So many can still be chosen from. */
const MOST = 500;

/** The regions and departments within a scope, in the order of the tree; none where they are too many. */
export async function placesIn({ base, frame }: At, within: Scope): Promise<PlaceOption[]> {
  const { department_ids } = within;
  const depths = new Map<string, number>();
  const found = (await departments.tree(base)).flatMap(({ id, parent_id, code, names }) => {
    if (department_ids !== 'all' && !department_ids.includes(id)) return [];
    const depth = (depths.get(parent_id ?? '') ?? -1) + 1;
    depths.set(id, depth);
    return [{ value: code, label: `${STEP.repeat(depth)}${inWords(names, frame.lang)} · ${code}` }];
  });
  return found.length > MOST ? [] : found;
}
