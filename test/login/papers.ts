import type { Base } from '../../src/base.ts';
import * as departments from '../../src/departments/departments.ts';
import { makeSenders } from '../../src/messages/messages.ts';
import * as recovery from '../../src/recovery/recovery.ts';

const staff_id = '0192aaaa-0000-7000-8000-000000000007';

/** What a counter printed for whoever showed this document; throws where it printed nothing. */
export async function printed(
  base: Base,
  shown: { name: string; id_number: string; id_type?: string },
  department_code = 'fund-office',
) {
  const department_id = await departments.idOf(base, department_code);
  const paper = await recovery.print(
    base,
    {
      id_type: 'resident_id',
      ...shown,
      ...{ reason_code: 'no_phone', note: '取号单 A017，群众没有手机', certain: false },
    },
    { staff_id, department_id: department_id as string, department_code },
    { senders: makeSenders({}, base.clock), moment: (at) => at.toISOString() },
  );
  if (paper.outcome !== 'printed') throw new Error(`nothing was printed: ${paper.outcome}`);
  return paper;
}
