import type { Executors } from '../approvals/means.ts';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as conflicts from '../identities/conflicts.ts';
import { merge } from './merge.ts';
import type { Word } from './store.ts';
import { unmerge } from './unmerge.ts';

/** The acts of approvals that are carried out here. Nobody joins identities alone, nor at once. */
export const executors: Pick<Executors, 'identity.merge' | 'identity.unmerge'> = {
  'identity.merge': {
    async run(base, { survivor_id, absorbed_id, conflict_id }, by) {
      if (conflict_id !== undefined) await stillAsked(base, conflict_id, by.approval_id);
      if (await conflicts.areToldApart(base, [survivor_id, absorbed_id]))
        throw new Refusal('approvals.changed_since');
      await merge(base, { survivor_id, absorbed_id, reason: by.reason, by: wordOf(by) });
    },
  },
  'identity.unmerge': {
    async run(base, { merge_id }, by) {
      await unmerge(base, { merge_id, by: wordOf(by) });
    },
  },
};

/** The question, locked so that nobody tells the two apart in between, must wait for this approval. */
async function stillAsked(base: Base, conflict_id: string, approval_id: string): Promise<void> {
  const conflict = await conflicts.hold(base, conflict_id);
  if (!conflict || conflict.state === 'settled' || conflict.approval_id !== approval_id)
    throw new Refusal('approvals.changed_since');
}

/** Where nobody decided, one person is both: refused by the engine. */
const wordOf = (by: {
  approval_id: string;
  asked_by: string;
  decided_by: string | undefined;
}): Word => ({
  kind: 'approval',
  approval_id: by.approval_id,
  asked_by: by.asked_by,
  decided_by: by.decided_by ?? by.asked_by,
});
