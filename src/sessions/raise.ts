import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import type { Beginning } from './rows.ts';
import * as store from './store.ts';

/**
 * The person of a living session signed in again (a step-up, `prompt=login`): from now on the
 * session is what that sign-in was, whether more or less. Participants and limits stay.
 */
export async function raise(base: Base, beginning: Beginning): Promise<void> {
  await transaction(base, async (base) => {
    const { uid, level, factor_reach, amr, source_id, link_id, credential_id } = beginning;
    const row = await store.raise(base.db, uid, {
      level,
      factor_reach,
      amr: JSON.stringify(amr),
      source_id: source_id ?? null,
      link_id: link_id ?? null,
      credential_id: credential_id ?? null,
    });
    if (!row) return;
    if (row.identity_id !== beginning.identity_id)
      throw new Error('a session never changes its person');
    await audit.append(base, {
      kind: 'session.raised',
      actor: { kind: 'identity', id: row.identity_id },
      object: { kind: 'session', id: row.id },
      source_id,
      session_id: row.id,
      outcome: 'ok',
      // Who counts sessions by source takes this one from there.
      detail: { level, factor_reach, former_source_id: row.former_source_id },
    });
  });
}
