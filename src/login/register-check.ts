import type { Trouble } from '../../views/components/trouble.ts';
import { Refusal } from '../errors.ts';
import { seeOther } from '../http/see-other.ts';
import type { CheckMethod, Claimed } from '../identities/authorities.ts';
import { isChild } from '../identities/birthdates.ts';
import { isOrganisations } from '../identities/identifier-types.ts';
import { readIdentifier } from '../identities/identifiers.ts';
import * as identities from '../identities/identities.ts';
import { readName } from '../identities/names.ts';
import { note } from './acts.ts';
import { askedAbout, counts, inPace } from './asking.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { show } from './pages.tsx';
import type { Said } from './register-said.ts';

/** Nothing is checked now: the account is of level 0, and can be raised later. */
export async function skip(here: At): Promise<void> {
  const { registering } = here.attempt;
  if (registering && isDue(here, 'register_check')) {
    registering.check_done = true;
    registering.claimed = undefined;
  }
  await goOn(here);
}

/** Asks the authority that was chosen, or leads to the consent that a comparison of faces needs. */
export async function ask(here: At, said: Said): Promise<void> {
  const { registering } = here.attempt;
  if (!registering?.phone || !isDue(here, 'register_check')) return goOn(here);
  const method = here.needs.authorities.offered.find((one) => one === said.method);
  if (!method) return again(here, said, { code: 'missing_method', field: 'method' });
  const read = readSaid(here, said);
  if ('code' in read) return again(here, said, read);
  const { birthdate, ...claimed } = read;
  // Before anything of a child leaves the house (个人信息保护法 第三十一条).
  if (birthdate && isChild(birthdate, here.needs.base.clock.now())) {
    here.attempt.registering = undefined;
    await attempts.write(here.needs, here.attempt);
    await note(here, 'login.refused', 'refused', { reason: 'guardian_needed' });
    throw new Refusal('login.guardian_needed');
  }
  registering.claimed = { ...claimed, phone: registering.phone };
  if (method === 'face') {
    registering.face_chosen = true;
    return goOn(here);
  }
  const tried = askedAbout(here, 'check', claimed.id_number);
  const answer = await inPace(here, tried, () =>
    here.needs.authorities.ask(here.needs.base, method, registering.claimed ?? never()),
  );
  if (typeof answer === 'object' && 'wait' in answer) {
    here.ctx.set('Retry-After', String(answer.wait));
    const minutes = Math.ceil(answer.wait / 60);
    return again(here, said, { code: 'too_many', minutes }, 429);
  }
  await counts(here, tried, answer);
  if (typeof answer !== 'object')
    return again(here, said, { code: refusedAs(answer, method), field: 'name' });
  await accept(here, answer);
  await goOn(here);
}

/** Yes: what was checked, and whether an older account is asked after. */
export async function accept(here: At, check: identities.Checked): Promise<void> {
  const { registering } = here.attempt;
  if (!registering?.claimed) return never();
  const { claimed } = registering;
  registering.check = check;
  registering.check_done = true;
  registering.face_chosen = undefined;
  if (!check.binds) {
    // Of everybody alike: whether the number is known here, nobody has looked (Never 11).
    registering.asks = 'everybody';
    return;
  }
  const outcome = await identities.previewRegistering(here.needs.base, {
    checked: { check, claimed },
    join: 'undecided',
  });
  if (outcome === 'asked_to_prove') registering.asks = 'owner';
}

/** To an older account, which is proved as any; or on with one of their own. */
export async function proveOrSeparate(here: At, choice: 'prove' | 'separate'): Promise<void> {
  const { registering } = here.attempt;
  if (!registering || !isDue(here, 'register_known')) return goOn(here);
  if (choice === 'separate') {
    registering.join = 'separate';
    return goOn(here);
  }
  here.attempt.registering = undefined;
  await attempts.write(here.needs, here.attempt);
  seeOther(here.ctx, here.path('ways'));
}

export function readSaid(
  here: At,
  { name = '', id_type, id_number = '' }: Said,
): Trouble | (Claimed & { birthdate: string | undefined }) {
  if (name.trim() === '') return { code: 'missing_name', field: 'name' } as const;
  if (id_number.trim() === '') return { code: 'missing_number', field: 'id_number' } as const;
  if (!readName(name).key) return { code: 'identities.name_unreadable', field: 'name' } as const;
  const now = here.needs.base.clock.now();
  const reading = readIdentifier(id_type || 'resident_id', id_number, now);
  if (!reading.ok || !reading.identifier.key || !reading.identifier.current)
    return { code: 'identities.number_unreadable', field: 'id_number' } as const;
  const { type, value, birthdate } = reading.identifier;
  if (isOrganisations(type))
    return { code: 'identities.number_unreadable', field: 'id_number' } as const;
  return { name: name.trim(), id_type: type, id_number: value, birthdate };
}

/** Which of the sentences a no is. */
export const refusedAs = (
  answer: 'no_match' | 'not_covered',
  method: CheckMethod,
): Trouble['code'] => {
  if (answer === 'not_covered') return 'check_not_covered';
  return method === 'operator' ? 'check_no_match_phone' : 'check_no_match';
};

export function again(here: At, said: Said, error: Trouble, status = 400): Promise<void> {
  here.ctx.status = status;
  return show(here, 'register_check', { error, said });
}

function never(): never {
  throw new Error('a check of nobody');
}
