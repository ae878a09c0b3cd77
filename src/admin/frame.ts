import type { Context } from 'koa';
import { type ConsoleFrame, sections } from '../../views/admin/console.tsx';
import { pageFrame } from '../http/frame.ts';
import type { StaffSession } from '../staff/staff.ts';
import type { DoneCode } from './at.ts';
import { carrying, type Permission } from './policy.ts';

/** Which permission opens each section of the menu. */
const opens = {
  home: 'enter the console',
  dashboard: 'see statistics',
  approvals: 'see approvals',
  sources: 'see sources',
  clients: 'see clients',
  developers: 'see developers',
  identities: 'look up one identity',
  support: 'look up one identity',
  counter: 'see claim papers',
  conflicts: 'see conflicts',
  sessions: 'see sessions',
  records: 'see records',
  deliveries: 'see deliveries',
  outside: 'see outside services',
  departments: 'see departments',
  staff: 'see staff',
  keys: 'see keys',
  trail: 'read the trail',
} as const satisfies Record<(typeof sections)[number], Permission>;

/** What surrounds a page of the console: who is signed in, and the sections that they may open. */
export function consoleFrame(
  ctx: Context,
  session: Pick<StaffSession, 'name' | 'grants'>,
  csrf: string,
  done?: DoneCode,
): ConsoleFrame {
  return {
    ...pageFrame(ctx, { csrf }),
    staff: { name: session.name },
    sections: sections.filter((one) => carrying(session.grants, opens[one]).length > 0),
    ...(done && { done }),
  };
}
