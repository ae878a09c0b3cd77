import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import type { Words } from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as sessions from '../sessions/sessions.ts';
import * as breaker from './breaker.ts';
import * as bulkhead from './bulkhead.ts';
import type { Arrival, Came, Going, Protocol, Remembered, SignOut, To } from './contract.ts';
import { lets } from './life.ts';
import { meansOf, signOutMeansOf } from './means.ts';
import { protocols } from './register.ts';
import { readInSettings, spokenSettings } from './spoken-settings.ts';
import type { SourceRow } from './store.ts';
import * as store from './store.ts';

/** Sign-out at a source, both ways: what ends there ends here, and who signs out here may go on there. */

const protocolOf = (row: Pick<SourceRow, 'protocol'>): Protocol => protocols[row.protocol];

/** What of an arrival is kept beside the session that begins with it: nothing, where no sign-out needs it. */
export const sessionToKeep = (
  row: SourceRow,
  { session }: Arrival,
): sessions.SourceSession | undefined => (protocolOf(row).signOut ? session : undefined);

/** The parameter that brings the source's word that a session ended there; undefined where its protocol has none. */
export const signOutMessage = (row: SourceRow): Pick<SignOut, 'message' | 'by'> | undefined =>
  protocolOf(row).signOut;

/**
 * Reads the source's word that a session has ended there, and ends every session that came from it;
 * their participants are told. Also of a source that is switched off: an ending lets nobody in. Gives
 * what the browser takes back, where one brought it. Throws `sources.bad_sign_out`, `sources.unavailable`, `sources.busy`.
 */
export async function endedThere(base: Base, row: SourceRow, came: Came): Promise<To | undefined> {
  const { signOut } = protocolOf(row);
  if (!signOut) throw new Refusal('sources.unknown');
  const said = await bulkhead.withinMessages(row.id, () =>
    signOut.ended(spokenSettings(base, row), signOutMeansOf(base, row), came),
  );
  const actor = { kind: 'source', id: row.id } as const;
  await transaction(base, async (base) => {
    if (said.once && !(await meansOf(base, row).once(said.once.key, said.once.until)))
      throw new Refusal('sources.bad_sign_out', { words: { fault: 'taken already' } });
    await sessions.endAtSource(base, row.id, said, { reason: 'source_ended', actor });
  });
  return said.answer;
}

/** A source at which the person's sign-out may go on, or has. */
export interface Leaving {
  source_id: string;
  names: Words;
  going: Exclude<Going, 'never'>;
  state: sessions.SignOutState;
  /** It is switched on, and answers as far as is known. */
  reachable: boolean;
  /** Where the browser may be sent, for the page's form-action. */
  origins: string[];
}

/** The sources that a session came from and that may be left, each with how far that has come. */
export async function leavings(base: Base, session_id: string): Promise<Leaving[]> {
  const now = base.clock.now();
  const all = await sessions.sourcesOf(base, session_id);
  const rows = await Promise.all(all.map(({ source_id }) => store.byId(base, source_id)));
  return all.flatMap(({ source_id, sign_out: state }, at) => {
    const row = rows[at];
    const { signOut, origins } = row ? protocolOf(row) : {};
    if (!row || !signOut || !origins) return [];
    const going = readInSettings(base, row, signOut.going) ?? 'never';
    if (going === 'never') return [];
    const reachable = isOn(row) && breaker.health(row, now) === 'ok';
    return [
      {
        source_id,
        names: row.names,
        going,
        state,
        reachable,
        origins: readInSettings(base, row, origins) ?? [],
      },
    ];
  });
}

/** Whoever is switched off is visited by nobody, for whatever reason. */
const isOn = ({ state }: Pick<SourceRow, 'state'>) =>
  lets[state] === 'everybody' || lets[state] === 'testers';

/**
 * Where the browser goes so that its session at the source ends too; undefined where there is no way,
 * which is kept for the page. It says nothing of sign-ins, so it does not count in the breaker.
 */
export async function leave(
  base: Base,
  { session_id, source_id }: { session_id: string; source_id: string },
  { state, callback }: { state: string; callback: string },
): Promise<{ to: To; remember: Remembered } | undefined> {
  const row = await store.byId(base, source_id);
  const { signOut } = row ? protocolOf(row) : {};
  if (!row || !signOut || !isOn(row)) return undefined;
  const ending = await sessions.endingOf(base, { session_id, source_id });
  const leaving = { ending, state, callback };
  try {
    const left = await signOut.begin(spokenSettings(base, row), meansOf(base, row), leaving);
    if (left) await noteLeft(base, { session_id, source_id });
    else await noteAnswer(base, row, session_id, 'not_ended', 'sources.unavailable');
    return left;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    await noteAnswer(base, row, session_id, 'not_ended', thrown.code);
    return undefined;
  }
}

/**
 * Who left comes back: what the source says of it is kept, for the page, and told to the trail. An
 * answer that does not hold says nothing for it.
 */
export async function cameBack(
  base: Base,
  row: SourceRow,
  { session_id, came, remembered }: { session_id: string; came: Came; remembered: Remembered },
): Promise<void> {
  const { signOut } = protocolOf(row);
  if (!signOut) throw new Refusal('sources.unknown');
  let code: string | undefined;
  const answer = await signOut
    .complete(spokenSettings(base, row), meansOf(base, row), came, remembered)
    .catch((thrown: unknown) => {
      if (!(thrown instanceof Refusal)) throw thrown;
      code = thrown.code;
      return 'not_ended' as const;
    });
  await noteAnswer(base, row, session_id, answer, code);
}

function noteLeft(base: Base, which: { session_id: string; source_id: string }): Promise<void> {
  const { session_id, source_id } = which;
  return transaction(base, async (base) => {
    if (!(await sessions.noteSignOut(base, which, 'gone'))) return;
    await audit.append(base, {
      kind: 'session.sent_to_source',
      actor: { kind: 'system' },
      object: { kind: 'session', id: session_id },
      source_id,
      session_id,
      outcome: 'ok',
    });
  });
}

function noteAnswer(
  base: Base,
  row: SourceRow,
  session_id: string,
  answer: 'ended' | 'not_ended',
  code?: string,
): Promise<void> {
  return transaction(base, async (base) => {
    if (!(await sessions.noteSignOut(base, { session_id, source_id: row.id }, answer))) return;
    await audit.append(base, {
      kind: 'session.left_source',
      actor: { kind: 'source', id: row.id },
      object: { kind: 'session', id: session_id },
      source_id: row.id,
      session_id,
      outcome: answer === 'ended' ? 'ok' : 'failed',
      ...(code !== undefined && { code }),
    });
  });
}
