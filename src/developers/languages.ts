import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import type { Lang } from '../messages/messages.ts';
import { hashOf } from './addresses.ts';
import * as store from './developers-store.ts';

/** In which language a developer is written to, while no page of theirs is open (ADR 0052). */

/** Of whoever has this address; undefined where it is no developer's, or one's who never chose. */
export const langOf = async (base: Base, address: string): Promise<Lang | undefined> =>
  (await store.byAddress(base, hashOf(base, address)))?.lang ?? undefined;

/** A developer who is signed in chose a language by hand; nothing is written where it is theirs already. */
export function chooseLang(base: Base, developer_id: string, lang: Lang): Promise<void> {
  return transaction(base, async (base) => {
    if (!(await store.speak(base.db, developer_id, lang))) return;
    await audit.append(base, {
      kind: 'developer.lang_chosen',
      actor: { kind: 'developer', id: developer_id },
      object: { kind: 'developer', id: developer_id },
      outcome: 'ok',
      detail: { lang },
    });
  });
}
