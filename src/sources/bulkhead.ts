import { Refusal } from '../errors.ts';

/**
 * How many sign-ins of this process may be at one source at a time, so that one which answers slowly
 * holds no more than that of what others need. Whoever finds it full is told at once, and waits in no
 * line. A node has its own count: what is protected is its memory and its sockets.
 */
export const MOST = 64;
/** The last places are for those who come back from the source: they have been there already. */
export const FIRST_CONTACTS = 48;

/** Anybody may send what claims to be a source's word of a sign-out; no sign-in waits for that. */
export const MESSAGES = 16;

const RETRY_SECONDS = 5;

const inFlight = new Map<string, number>();
const reading = new Map<string, number>();

/**
 * Runs `contact` in one of the source's places. Throws Refusal `sources.busy` where none is free.
 * That says nothing against the source: its breaker is not told.
 */
export async function within<T>(
  source_id: string,
  step: 'begin' | 'sign_in',
  contact: () => Promise<T>,
): Promise<T> {
  return counted(inFlight, source_id, step === 'begin' ? FIRST_CONTACTS : MOST, contact);
}

/** Reads a message about a sign-out, for which a source may be asked for its keys: so many at a time. */
export const withinMessages = <T>(source_id: string, read: () => Promise<T>): Promise<T> =>
  counted(reading, source_id, MESSAGES, read);

async function counted<T>(
  counts: Map<string, number>,
  source_id: string,
  most: number,
  contact: () => Promise<T>,
): Promise<T> {
  const taken = counts.get(source_id) ?? 0;
  if (taken >= most) throw new Refusal('sources.busy', { retry_after: RETRY_SECONDS });
  counts.set(source_id, taken + 1);
  try {
    return await contact();
  } finally {
    const left = (counts.get(source_id) ?? 1) - 1;
    if (left > 0) counts.set(source_id, left);
    else counts.delete(source_id);
  }
}

/** How many are at each source now, by its id; sources without any are not in it. */
export const taken = (): ReadonlyMap<string, number> => inFlight;
