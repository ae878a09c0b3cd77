/**
 * A real sign-in at a source, looked at by somebody of the staff: what it says, and who that would be.
 * As if the source were live, whatever its state; nobody is made, joined or let in, and no copy of a
 * password is kept (of what was answered, only that it was: an answer counts once).
 */
import type { Base } from '../base.ts';
import { decoy, MalformedHash, matches } from '../credentials/formats/formats.ts';
import { arrivalOf } from './arrival.ts';
import * as breaker from './breaker.ts';
import type {
  Admit,
  Answer,
  Arrival,
  Caller,
  NotLetIn,
  Remembered,
  SpokenTable,
  Start,
  To,
} from './contract.ts';
import { assertedLevel } from './mapping.ts';
import { meansOf } from './means.ts';
import { refusePlainHttp } from './plain-http.ts';
import { protocols } from './register.ts';
import { mappingOf } from './registration.ts';
import { readInSettings, spokenSettings } from './spoken-settings.ts';
import type { SourceRow } from './store.ts';

/** What came, in the source's words and in ours. */
export interface Came {
  said: Pick<Caller, 'attributes' | 'acr'>;
  arrival: Arrival;
  /** Undefined: without a table of levels every sign-in has the ceiling. */
  asserted: number | undefined;
}

export type Preview =
  | {
      kind: 'redirect';
      begin(start: Start): Promise<{ to: To; remember: Remembered }>;
      complete(answer: Answer, remembered: Remembered): Promise<Came | 'cancelled'>;
    }
  | {
      kind: 'password';
      verify(username: string, password: string, admit: Admit): Promise<Came | NotLetIn>;
    };

/** Throws as a sign-in does: `sources.unavailable`, `sources.busy`, `sources.bad_answer`, `sources.not_configured`. */
export function preview(base: Base, row: SourceRow): Preview {
  const settings = spokenSettings(base, row);
  refusePlainHttp(base, settings);
  const spoken = protocols[row.protocol].open(settings, { ...meansOf(base, row), all: true });
  if (spoken.kind === 'visit')
    return {
      kind: 'redirect',
      begin: (start) => breaker.watched(base, row, 'begin', () => spoken.begin(start)),
      async complete(answer, remembered) {
        const come = () => spoken.complete(answer, remembered);
        const caller = await breaker.watched(base, row, 'sign_in', come);
        return caller === 'cancelled' ? caller : cameOf(row, caller);
      },
    };
  return {
    kind: 'password',
    async verify(username, password, admit) {
      const verify = () =>
        spoken.kind === 'bind'
          ? spoken.verify(username, password, admit)
          : atTable(spoken, { username, password, admit });
      const caller = await breaker.watched(base, row, 'sign_in', verify);
      return 'refused' in caller ? caller : cameOf(row, caller);
    },
  };
}

function cameOf(row: SourceRow, caller: Caller): Came {
  const { attributes, acr } = caller;
  return {
    said: { attributes, ...(acr !== undefined && { acr }) },
    arrival: arrivalOf({ ...row, state: 'live' }, caller),
    asserted: assertedLevel(mappingOf(row), caller),
  };
}

/** By the department's own hash alone: what somebody has set here since is not looked at. */
async function atTable(
  spoken: SpokenTable,
  { username, password, admit }: { username: string; password: string; admit: Admit },
): Promise<Caller | NotLetIn> {
  const looked = await spoken.look(username);
  const account = looked.found === 'one' ? looked : undefined;
  if (!(await admit(account?.caller.subject || `?${username}`)))
    return { refused: 'too_often', knew: false };
  const nobody = decoy(spoken.stored_as.format, spoken.stored_as.params);
  try {
    const right = await matches(account?.stored ?? nobody, password);
    if (!account || !right) {
      const refused = looked.found === 'many' ? 'ambiguous' : account ? 'wrong' : 'missing';
      return { refused, knew: false };
    }
  } catch (fault) {
    if (!(fault instanceof MalformedHash)) throw fault;
    return { refused: 'malformed', knew: false };
  }
  return account.locked ? { refused: 'locked', knew: true } : account.caller;
}

/** Whether a browser goes there, or a password is typed here. */
export const kindOf = (row: SourceRow) => protocols[row.protocol].kind;

/** Where a browser may be sent to. */
export const originsOf = (base: Base, row: SourceRow): string[] =>
  readInSettings(base, row, protocols[row.protocol].origins) ?? [];
