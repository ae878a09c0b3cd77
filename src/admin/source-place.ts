import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as sources from '../sources/sources.ts';
import type { At } from './at.ts';
import type { Place } from './scope.ts';

/** A source hangs on its department. */
export async function placeOfSource(
  base: Base,
  { id = '' }: Record<string, string>,
): Promise<Place | undefined> {
  const row = await sources.read(base, id);
  const department = row && (await departments.idOf(base, row.department_code));
  return department === undefined ? undefined : { department_ids: [department] };
}

/** The source of the address. Throws `admin.not_here`. */
export async function sourceAt({ base, params }: At): Promise<sources.SourceRow> {
  const row = await sources.read(base, params['id'] ?? '');
  if (!row) throw new Refusal('admin.not_here');
  return row;
}
