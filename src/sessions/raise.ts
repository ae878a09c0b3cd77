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
    const { uid, level, factor_reach, amr, source_id, link_id, credential_id, said, lang } =
      beginning;
    const row = await store.raise(base.db, uid, {
      level,
      factor_reach,
      amr,
      source_id: source_id ?? null,
      said: said ?? null,
      link_id: link_id ?? null,
      credential_id: credential_id ?? null,
      ...(lang && { lang }),
      ...factorsOf(beginning, base.clock.now()),
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

/** The columns of the factors that were shown. */
export function factorsOf({ second, shown_id }: Pick<Beginning, 'second' | 'shown_id'>, at: Date) {
  const last = second?.factor_id ?? shown_id ?? null;
  return {
    factor_id: second?.factor_id ?? null,
    first_reach: second?.first_reach ?? null,
    first_amr: second?.first_amr ?? null,
    ...{ shown_id: last, shown_at: last ? at : null },
  };
}

/**
 * A second factor was shown again in this session, for something that its person does there. In the
 * transaction that took it, whose event tells of it.
 */
export const proveSecond = (
  base: Base,
  { id, shown_id }: { id: string; shown_id: string },
): Promise<void> => store.change(base.db, id, { shown_id, shown_at: base.clock.now() });

/**
 * The session goes on without the second factor it stood on, which was taken away in it: it reaches
 * and says what its first one does. In the caller's transaction.
 */
export async function lower(
  base: Base,
  { id, factor_ids }: { id: string; factor_ids: readonly string[] },
): Promise<void> {
  const row = await store.read(base.db, id);
  if (!row?.factor_id || !factor_ids.includes(row.factor_id)) return;
  const factor_reach = row.first_reach ?? 0;
  const level = Math.min(row.level, factor_reach);
  const none = factorsOf({}, base.clock.now());
  const amr = row.first_amr ?? row.amr;
  await store.change(base.db, id, { level, factor_reach, amr, ...none });
  await audit.append(base, {
    kind: 'session.lowered',
    actor: { kind: 'identity', id: row.identity_id },
    object: { kind: 'session', id },
    source_id: row.source_id ?? undefined,
    session_id: id,
    outcome: 'ok',
    detail: { level, factor_reach },
  });
}
