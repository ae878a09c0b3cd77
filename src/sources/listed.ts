import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import type { Source } from './contract.ts';
import type { State } from './life.ts';
import { type Health, healthOf } from './overview.ts';
import { protocols } from './register.ts';
import { readInSettings } from './spoken-settings.ts';
import * as store from './store.ts';

/** One line of the picker. */
export interface Listed {
  id: string;
  kind: Source['kind'];
  names: departments.Words;
  account_words: departments.Words;
  state: State;
  /** When it first let everybody in; undefined while it never did. */
  first_live_at: Date | undefined;
  registration: 'issued' | 'self_registered';
  ceiling: number;
  /** A new account of it may be added to an identity that is there. */
  may_link: boolean;
  /** Where it may be used (`serves`). */
  regions: string[] | null;
  health: Health;
  /** Where a browser may be sent to: the page's form-action needs them. Empty for a password source. */
  origins: string[];
  department: departments.Department;
}

/** Every source, paused ones too, in the order of the picker: two queries, however many there are. */
export const list = async (base: Base): Promise<Listed[]> => (await listWithPlaces(base)).listed;

/** The same with the nodes of the tree that stand above them, in the same two queries. */
export async function listWithPlaces(
  base: Base,
): Promise<{ listed: Listed[]; tree: departments.Department[] }> {
  const rows = await store.all(base);
  const tree = await departments.withAbove(
    base,
    rows.map(({ department_code }) => department_code),
  );
  const byCode = new Map(tree.map((department) => [department.code, department]));
  const now = base.clock.now();
  const listed = rows.map((row) => {
    const department = byCode.get(row.department_code);
    if (!department) throw new Error(`source ${row.id} hangs on no department`);
    const { id, names, account_words, state, ceiling, may_link, regions } = row;
    const { kind, origins } = protocols[row.protocol];
    return {
      ...{ id, kind, names, account_words, state, ceiling, may_link, regions, department },
      first_live_at: row.first_live_at ?? undefined,
      registration: row.registration,
      health: healthOf(base, row, now),
      origins: readInSettings(base, row, origins) ?? [],
    };
  });
  return { listed, tree };
}
