import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as store from './kept-store.ts';

/**
 * Which versions of the match key every row can be found by. A node may look up by such a one only,
 * and one that begins without writing a version makes it incomplete from that moment.
 */
export const complete = (base: Base): Promise<number[]> => store.completeVersions(base.db);

/**
 * What a node does before it lets anybody in. `secrets` are the versions that secrets of clients were
 * hashed with, which only their owners can make anew. Throws when people or clients would not be found.
 */
export function begin(base: Base, secrets: readonly number[]): Promise<void> {
  const { matchVersion, alsoMatchVersion, matchKeys } = base.ring;
  const keyless = secrets.filter((version) => !matchKeys.has(version));
  if (keyless.length > 0)
    throw new Error(
      `SONGHUA_MATCH_KEYS has no key of version ${keyless.join(', ')}, with which secrets of clients are hashed: put it back behind the others`,
    );
  return transaction(base, async (base) => {
    await store.lockVersions(base.db);
    const versions = await store.completeVersions(base.db);
    if (!versions.includes(matchVersion))
      throw new Error(
        `MATCH_VERSIONS begins with ${matchVersion}, and not every row can be found by that: look up by ${versions.join(' or ')} and write ${matchVersion} besides on every node, then run npm run keys:rehash`,
      );
    for (const version of versions) {
      if (version === matchVersion || version === alsoMatchVersion) continue;
      await store.dropVersion(base.db, version);
      await tell(base, version, false);
    }
  });
}

/** Every row has the hashes of this version. */
export function markComplete(base: Base, version: number): Promise<void> {
  return transaction(base, async (base) => {
    await store.lockVersions(base.db);
    if ((await store.completeVersions(base.db)).includes(version)) return;
    await store.addVersion(base.db, version, base.clock.now());
    await tell(base, version, true);
  });
}

const tell = (base: Base, version: number, complete: boolean) =>
  audit.append(base, {
    kind: 'keys.match_version',
    actor: { kind: 'system' },
    object: { kind: 'match_version', id: String(version) },
    outcome: 'ok',
    detail: { complete },
  });
