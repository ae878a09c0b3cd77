import type { Base } from '../base.ts';
import * as carried from '../credentials/carried.ts';
import { arrivalOf } from './arrival.ts';
import { readAttributes, readSubject } from './attributes.ts';
import * as breaker from './breaker.ts';
import type {
  Account,
  Arrival,
  NotLetIn,
  PasswordSource,
  SpokenBind,
  SpokenTable,
} from './contract.ts';
import { mappingOf } from './registration.ts';
import type { SourceRow } from './store.ts';

/**
 * A source whose passwords are typed here: the table is asked first, at every try, then credentials
 * say whether the password is right. A row that is missing, locked, broken or there twice costs the
 * same as a wrong password, and is said to nobody who does not know it (Never 11).
 */
export function typedAt(base: Base, row: SourceRow, spoken: SpokenTable): PasswordSource {
  async function look(username: string, address?: string) {
    await breaker.admit(base, row, 'sign_in');
    return breaker.watched(base, row, 'sign_in', () => spoken.look(username), address);
  }
  return {
    kind: 'password',
    async verify(username, password, admit = async () => true, address) {
      const looked = await look(username, address);
      const found = looked.found === 'one' ? looked : undefined;
      const subject = found && subjectOf(found);
      // A wait would say that two names are of one account, so of somebody: it reads as nobody's.
      const heard = await admit(subject ?? `?${username}`);
      const account = heard ? found : undefined;
      const verdict = await carried.check(base, {
        source_id: row.id,
        username,
        password,
        stored_as: spoken.stored_as,
        ...(account && {
          account: {
            ...(subject !== undefined && { subject }),
            locked: account.locked,
            stored: account.stored,
            personal: () => personalOf(row, account),
          },
        }),
      });
      if (!verdict.right) {
        const { reason, knew } = verdict;
        if (!heard) return { refused: 'too_often', knew };
        return { refused: looked.found === 'many' ? 'ambiguous' : reason, knew };
      }
      if (!account) throw new Error('a password was right of nobody');
      const arrival = arrivalOf(row, account.caller);
      if (verdict.renew !== undefined) arrival.renew = { username, stands_on: verdict.renew };
      return arrival;
    },
    async renew({ subject, renew }, { password, identity_id, alsoDo, ...more }) {
      if (!renew) throw new Error('nothing is to be renewed');
      const looked = await look(renew.username);
      if (looked.found !== 'one' || looked.locked || subjectOf(looked) !== subject) return false;
      if (carried.standsOn(base, row.id, looked.stored) !== renew.stands_on) return false;
      const { id: source_id } = row;
      const personal = { login_name: renew.username, ...personalOf(row, looked), ...more.personal };
      return carried.setOwn(base, { source_id, subject, password, personal, identity_id }, alsoDo);
    },
  };
}

/**
 * A source that says itself whether a password is right; no password of its accounts is ever set
 * here. How a name that nobody has costs what a wrong password does, and that the account behind a
 * name is admitted before its password is tried, is the protocol's to see to.
 */
export function boundAt(base: Base, row: SourceRow, spoken: SpokenBind): PasswordSource {
  return {
    kind: 'password',
    async verify(
      username,
      password,
      admit = async () => true,
      address,
    ): Promise<Arrival | NotLetIn> {
      await breaker.admit(base, row, 'sign_in');
      const contact = () => spoken.verify(username, password, admit);
      const caller = await breaker.watched(base, row, 'sign_in', contact, address);
      return 'refused' in caller ? caller : arrivalOf(row, caller);
    },
    renew: async () => false,
  };
}

/** A key that cannot be one is told only to whoever knows the password, by `arrivalOf`. */
function subjectOf({ caller }: Account): string | undefined {
  try {
    return readSubject(caller.subject);
  } catch {
    return undefined;
  }
}

/** What the department knows of the person: nothing of it may be the password. */
function personalOf(row: SourceRow, { caller }: Account): carried.Personal {
  const { id_number, phone_number, birthdate } = readAttributes(mappingOf(row), caller);
  return { id_number, phone_number, birthdate };
}
