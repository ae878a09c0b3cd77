import { Refusal } from '../errors.ts';
import * as sources from '../sources/sources.ts';
import { usable } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { begin } from './choose.ts';
import { show } from './pages.tsx';
import { accepts } from './picker.ts';

/**
 * The way that the service proposes (`source_hint`), tried once in a sign-in: on to the source, or to
 * its password. True when the browser has its answer; what cannot be used leads to the picker, where
 * it stands on top and says so. A source in test is known to nobody but who types its id.
 */
export async function followHint(at: At): Promise<boolean> {
  const { attempt, asked, needs } = at;
  const id = asked.source_hint ?? '';
  attempt.hint_followed = true;
  if (id === 'local' && accepts(at.client, id)) attempt.chosen = id;
  const row = id === 'local' ? undefined : await proposed(at, id);
  const visited = row && sources.open(needs.base, row).kind === 'redirect';
  if (row && !visited) attempt.chosen = row.id;
  await attempts.write(needs, attempt);
  if (!row || !visited) return false;
  try {
    await begin(at, row);
  } catch (thrown) {
    // It was well a moment ago, and the person has not asked for it: the others are one step away.
    if (!(thrown instanceof Refusal)) throw thrown;
    await show(at, 'picker', { error: { code: 'source_down' } });
  }
  return true;
}

/** The source as it is now, if it is live and well, and reaches what is needed. */
async function proposed(at: At, id: string): Promise<sources.SourceRow | undefined> {
  const row = await usable(at, id).catch((thrown: unknown) => {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  });
  const well = row?.state === 'live' && sources.healthNow(at.needs.base, row) === 'ok';
  return row && well && row.ceiling >= at.asked.needed_level ? row : undefined;
}
