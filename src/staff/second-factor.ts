import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { actor } from './actor.ts';
import * as store from './factors-store.ts';
import * as passkeys from './passkeys.ts';
import { useCode } from './recovery-codes.ts';
import * as totp from './totp.ts';

/** What somebody shows besides the password: a code (of an app, or a recovery code), or a passkey. */
export type Shown = { code: string } | { answer: string };

/**
 * Whether this is a second factor of somebody's; it works once. In the caller's transaction, which
 * holds the member's row.
 */
export async function shows(
  base: Base,
  site: passkeys.Site,
  staff_id: string,
  shown: Shown,
): Promise<boolean> {
  const kind = await kindShown(base, site, staff_id, shown);
  if (!kind) return false;
  await audit.append(base, {
    kind: 'staff.factor_used',
    actor: actor(staff_id),
    object: { kind: 'staff', id: staff_id },
    outcome: 'ok',
    detail: { kind },
  });
  return true;
}

async function kindShown(
  base: Base,
  site: passkeys.Site,
  staff_id: string,
  shown: Shown,
): Promise<'passkey' | 'totp' | 'recovery_code' | undefined> {
  if ('answer' in shown)
    return (await passkeys.show(base, site, { staff_id, ...shown })) ? 'passkey' : undefined;
  const app = (await store.list(base.db, staff_id)).find(({ kind }) => kind === 'totp');
  if (app && (await totp.take(base, app, shown.code))) return 'totp';
  return (await useCode(base, staff_id, shown.code)) ? 'recovery_code' : undefined;
}
