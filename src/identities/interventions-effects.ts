import type { Base } from '../base.ts';
import * as carried from '../credentials/carried.ts';
import * as credentials from '../credentials/credentials.ts';
import { hashColumn } from '../crypto/hash.ts';
import { Refusal } from '../errors.ts';
import * as blocksStore from './blocks-store.ts';
import { change, renew } from './change.ts';
import type { Act, Kind, State } from './interventions-rules.ts';
import * as rows from './interventions-store.ts';
import * as linksStore from './links-store.ts';
import * as store from './store.ts';

/** What an act changes at an identity that is locked. Sessions, row and event are the caller's. */
export interface Acting {
  identity_id: string;
  from: State;
  at: Date;
  /** The member of staff. */
  by: string | null;
}

export const effects = {
  suspend: (base, { identity_id }) => change(base, identity_id, { state: 'suspended' }),

  async close(base, acting) {
    await lift(base, acting, ['suspended']);
    await change(base, acting.identity_id, { state: 'closed' });
  },

  async restore(base, acting) {
    const { identity_id, from } = acting;
    if (from !== 'active') {
      await lift(base, acting, ['suspended', 'closed']);
      return change(base, identity_id, { state: 'active' });
    }
    for (const { at } of await lift(base, acting, ['password_required'])) {
      await credentials.unsuspend(base, { identity_id, at });
      await carried.unblock(base, await accountsOf(base, identity_id), at);
    }
    return renew(base, identity_id);
  },

  async require_password(base, { identity_id, at }) {
    const password = (await credentials.live(base, identity_id)).find(
      ({ kind }) => kind === 'password',
    );
    if (password) await credentials.suspend(base, [password.id]);
    const stopped = await carried.block(base, await accountsOf(base, identity_id), at);
    if (!password && stopped === 0) throw new Refusal('identities.no_password_here');
    await renew(base, identity_id);
  },

  async require_evidence(base, { identity_id, at }) {
    await store.revokeEvidence(base.db, identity_id, at);
    // What was bound stood on that evidence: each way counts again once it is proved anew (Never 3).
    await linksStore.unbind(base.db, identity_id);
    await credentials.unbind(base, identity_id);
    // Whoever held it may have shut every way in but their own: the owner comes by any to prove themselves.
    await blocksStore.lift(base.db, { identity_id }, at);
    await change(base, identity_id);
  },
} satisfies Record<Act, (base: Base, acting: Acting) => Promise<void>>;

const lift = (base: Base, { identity_id, at, by }: Acting, kinds: readonly Kind[]) =>
  rows.lift(base.db, identity_id, kinds, { at, by });

/** The accounts at sources that an identity is linked to, as carried passwords are found. */
export async function accountsOf(base: Base, identity_id: string): Promise<carried.AccountKey[]> {
  const links = await linksStore.linksOf(base.db, identity_id);
  return links.flatMap((link) => {
    const subject_hash = link[hashColumn(base.ring, 'subject_hash')];
    return subject_hash ? [{ source_id: link.source_id, subject_hash }] : [];
  });
}

/** Fresh evidence that ties the person has come: what was asked for is there. */
export const evidenceCame = (base: Base, identity_id: string, at: Date) =>
  rows.lift(base.db, identity_id, ['evidence_required'], { at, by: null });
