import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as linksStore from './links-store.ts';

/** Records that a person accepted a version of the notice (PIPL 17). Once; again changes nothing. */
export function accept(
  base: Base,
  { identity_id, version }: { identity_id: string; version: string },
): Promise<void> {
  return transaction(base, async (base) => {
    const accepted_at = base.clock.now();
    if (!(await linksStore.insertNotice(base.db, { identity_id, version, accepted_at }))) return;
    await audit.append(base, {
      kind: 'identity.notice_accepted',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'identity', id: identity_id },
      outcome: 'ok',
      detail: { version },
    });
  });
}

export function accepted(
  base: Base,
  { identity_id, version }: { identity_id: string; version: string },
): Promise<boolean> {
  return linksStore.hasNotice(base.db, identity_id, version);
}
