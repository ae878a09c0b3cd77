import * as clients from '../clients/clients.ts';
import type { Hanging } from '../departments/departments.ts';
import * as records from '../records/overview.ts';
import * as sources from '../sources/sources.ts';
import * as staff from '../staff/staff.ts';

/**
 * What keeps a department from being closed: each kind of thing that hangs on it, by the folder that
 * owns it. test/admin/departments.test.ts finds a table that refers to departments and has no line here.
 */
export const hanging = {
  sources: (base, { code }) => sources.hangsOn(base, code),
  clients: (base, { id }) => clients.hangsOn(base, id),
  staff: async (base, { id }) => {
    for (const state of ['invited', 'active', 'locked'] as const)
      if ((await staff.list(base, { department_ids: [id] }, { state, limit: 1 })).length > 0)
        return true;
    return false;
  },
  records: (base, { id }) => records.hangsOn(base, id),
} as const satisfies Hanging;
