import type { Base } from '../base.ts';
import { BrokenArchive, type Ended, readArchive } from './archive-file.ts';
import { type Ending, eventOfLine, isSignedEnding } from './archive-lines.ts';
import type { ArchiveRow } from './archives-store.ts';
import { isGenuine } from './mac.ts';

/**
 * Reads an archive from its first line to its last: every event as it was written, counts, digest and
 * signature; against its row, where one is given. Throws BrokenArchive with what does not hold.
 */
export async function checkArchive(
  base: Base,
  path: string,
  row?: ArchiveRow,
): Promise<{ end: Ending; signature: string }> {
  const lines = readArchive(path);
  let next = await lines.next();
  for (; !next.done; next = await lines.next()) {
    const { line } = next.value;
    if ('event' in line && !isGenuine(base.ring, eventOfLine(line.event)))
      throw new BrokenArchive(`event ${line.event.id} in it was altered`);
  }
  const fault = faultOf(base, next.value, row);
  if (fault) throw new BrokenArchive(fault);
  return next.value;
}

/** What is wrong with the end of an archive; undefined when all holds. */
export function faultOf(base: Base, ended: Ended, row?: ArchiveRow): string | undefined {
  const { end, signature } = ended;
  if (!isSignedEnding(base.ring, end, signature)) return 'nobody with the key signed it so';
  if (end.digest !== ended.digest) return 'its lines are not those that were signed';
  if (end.events !== ended.events || end.seals !== ended.seals)
    return 'it has not as many lines as were signed';
  if (!row) return undefined;
  if (row.digest.toString('base64url') !== end.digest) return 'another one took its place';
  return undefined;
}
