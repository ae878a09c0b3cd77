import type { Executors } from '../approvals/means.ts';
import { merge } from './merge.ts';
import type { Word } from './store.ts';
import { unmerge } from './unmerge.ts';

/** The acts of approvals that are carried out here. Nobody joins identities alone, nor at once. */
export const executors: Pick<Executors, 'identity.merge' | 'identity.unmerge'> = {
  'identity.merge': {
    async run(base, { survivor_id, absorbed_id }, by) {
      await merge(base, { survivor_id, absorbed_id, reason: by.reason, by: wordOf(by) });
    },
  },
  'identity.unmerge': {
    async run(base, { merge_id }, by) {
      await unmerge(base, { merge_id, by: wordOf(by) });
    },
  },
};

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
