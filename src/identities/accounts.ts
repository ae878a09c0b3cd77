import type { AuditEvent } from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { subjectHashes } from '../crypto/at-source.ts';
import { open } from '../crypto/seal.ts';
import * as sessions from '../sessions/sessions.ts';
import * as linksStore from './links-store.ts';

/** Accounts at sources, as their lasting keys name them, and the sessions that stand on them. */

/** The account of a link; undefined when there is none of this id. */
export async function accountOf(base: Base, link_id = ''): Promise<string | undefined> {
  const link = link_id === '' ? undefined : await linksStore.linkById(base.db, link_id);
  const place = { table: 'links', column: 'subject_sealed', row: link_id };
  return link && open(base.ring, place, link.subject_sealed);
}

/** Ends the sessions that these accounts of a source stand behind, whoever they belong to; gives how many. */
export async function endAccounts(
  base: Base,
  { source_id, subjects }: { source_id: string; subjects: readonly string[] },
  actor: AuditEvent['actor'],
): Promise<number> {
  const hashes = subjects.map((subject) => subjectHashes(base.ring, source_id, subject).current);
  const link_ids = await linksStore.linkIdsOf(base, source_id, hashes);
  if (link_ids.length === 0) return 0;
  return sessions.end(base, { source_id, link_ids }, { reason: 'source_paused', actor });
}
