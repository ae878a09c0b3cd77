import type { Trouble } from '../../views/components/trouble.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { seeOther } from '../http/see-other.ts';
import type { Answer, CheckMethod } from '../identities/authorities.ts';
import { isChild } from '../identities/birthdates.ts';
import * as identities from '../identities/identities.ts';
import { note, usable } from './acts.ts';
import { askedAbout, counts, inPace } from './asking.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { offered, ownOf, reachOf } from './checkable.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { show } from './pages.tsx';
import { levelReached } from './reached.ts';
import { tellingOf } from './recovered.ts';
import { readSaid, refusedAs } from './register-check.ts';
import type { Said } from './register-said.ts';

/**
 * A check by an authority as the way up for whoever is signed in (ADR 0037). It is about the identity
 * that they are in and no other; the pages are those of registering, as far as they say the same.
 */

export async function begin(here: At, wanted = ''): Promise<void> {
  const { attempt, asked } = here;
  const { came } = attempt;
  // A page gone by: nothing is begun, and the sign-in goes on.
  if (!came || !isDue(here, 'step_up')) return goOn(here);
  const found = offered(here, came).find(({ id }) => id === wanted);
  if (found && found.level >= asked.needed_level) attempt.checking = { method: found.id };
  await goOn(here);
}

/** What was said, or confirmed. Nobody is asked about somebody else than the identity's own person. */
export async function say(here: At, typed: Said): Promise<void> {
  const { attempt, needs } = here;
  const { checking } = attempt;
  if (!checking || !isDue(here, 'check_said')) return goOn(here);
  const { name, id_number, id_type } = await ownOf(here);
  const said = {
    name: name ?? typed.name,
    ...(id_number
      ? { id_type, id_number }
      : { id_type: typed.id_type, id_number: typed.id_number }),
  };
  const read = readSaid(here, said);
  if ('code' in read) return again(here, read, typed);
  const { birthdate, ...claimed } = read;
  // Before anything of a child leaves the house (个人信息保护法 第三十一条).
  if (birthdate && isChild(birthdate, needs.base.clock.now())) {
    attempt.checking = undefined;
    await attempts.write(needs, attempt);
    await note(here, 'login.refused', 'refused', { reason: 'guardian_needed' });
    throw new Refusal('login.guardian_needed');
  }
  const fits = await paced(here, claimed.id_number, async () =>
    (await identities.mayBeOf(needs.base, whose(here), claimed)) ? 'cancelled' : 'not_theirs',
  );
  if (fits !== 'cancelled') return refused(here, fits, typed);
  checking.claimed = claimed;
  const waits = checking.method === 'face' || (checking.method === 'operator' && !checking.proved);
  if (waits) return goOn(here);
  await ask(here, typed);
}

/** Asks the authority, once everything is said and proved; what comes of it is told. */
export async function ask(here: At, typed: Said = {}): Promise<void> {
  const { attempt, needs } = here;
  const { method, claimed, phone } = attempt.checking ?? never();
  if (!claimed || method === 'face') return goOn(here);
  await attempts.write(needs, attempt);
  await stillHere(here);
  const about = { ...claimed, ...(phone && { phone }) };
  const answer = await paced(here, claimed.id_number, () =>
    needs.authorities.ask(needs.base, method, about),
  );
  await settle(here, answer, typed);
}

/** What an authority has answered. */
export async function settle(
  here: At,
  answer: Answer | 'cancelled' | { wait: number },
  typed: Said = {},
): Promise<void> {
  const { attempt } = here;
  const { checking } = attempt;
  if (!checking?.claimed || answer === 'cancelled') return goOn(here);
  if (typeof answer !== 'object' || 'wait' in answer) return refused(here, answer, typed);
  const done = await raise(here, answer);
  // Another post of the same page was first: what it has written stays.
  if (done === 'done') return seeOther(here.ctx, here.path());
  if (done === 'not_theirs') return refused(here, 'not_theirs', typed);
  attempt.checking = undefined;
  if (done !== 'number_of_another') return goOn(here);
  await attempts.write(here.needs, attempt);
  here.ctx.status = 409;
  await note(here, 'login.failed', 'failed', { reason: 'number_of_another' }, { of: whose(here) });
  await show(here, 'step_up', { error: { code: 'check_number_taken' } });
}

/** Yes: it counts for the identity, and for what this sign-in stands on. */
async function raise(here: At, check: identities.Checked) {
  const { attempt, needs } = here;
  const { came, checking } = attempt;
  if (!came || !checking?.claimed) return never();
  const ceiling = await stillHere(here);
  const shown = came.by === 'source' ? undefined : came;
  const { credential_id, stands_on } = shown ?? {};
  const link_id = linkOf(came);
  const done = await identities.raise(needs.base, {
    ...{ identity_id: whose(here), at: new Date(came.at), check, claimed: checking.claimed },
    way: { link_id, credential_id, ...(stands_on && { stands_on }) },
    ...{ level: came.level, reach: reachOf(came, check.method), code_id: checking.code_id },
    telling: tellingOf(here),
  });
  if (done.outcome !== 'raised') return done.outcome;
  if (check.method === 'face') came.face = true;
  came.limit = Math.min(done.evidence, done.bound_level, ceiling);
  came.level = Math.max(came.level, levelReached(came, attempt.shown));
  return done.outcome;
}

/** The session that is gone on with lives, and its source lets people in; gives the ceiling (Never 2). */
export async function stillHere(here: At): Promise<number> {
  const { came } = here.attempt;
  if (came?.by === 'session') {
    const live = await here.needs.sessionOf(here.ctx);
    if (live?.uid !== came.session_uid) throw new Refusal('login.expired');
  }
  const source_id = came?.by === 'source' ? came.arrival.source_id : sourceOf(came);
  return source_id ? (await usable(here, source_id)).ceiling : 4;
}

const sourceOf = (came: attempts.Came | undefined) =>
  came?.by === 'session' ? came.source_id : undefined;

const linkOf = (came: attempts.Came) =>
  came.by === 'source'
    ? came.resolution?.link_id
    : came.by === 'session'
      ? came.link_id
      : undefined;

const whose = ({ attempt }: At): string => attempts.whose(attempt.came) ?? never();

type Word = Answer | 'not_theirs' | 'cancelled';

/** The person waits after a few noes, and so do number and network, whoever they belong to. */
export async function paced<T extends Word | { url: string }>(
  here: At,
  id_number: string,
  work: () => Promise<T>,
): Promise<T | { wait: number }> {
  const { base } = here.needs;
  const person = personOf(here);
  const { wait } = await rateLimit.slowDown(base, person);
  if (wait > 0) return { wait };
  const tried = askedAbout(here, 'check', id_number);
  const answer = await inPace(here, tried, work).catch(async (thrown: unknown) => {
    await rateLimit.noTry(base, person);
    throw thrown;
  });
  const waits = typeof answer === 'object' && 'wait' in answer;
  if (waits || answer === 'not_covered') await rateLimit.noTry(base, person);
  if (waits) return answer;
  if (answer === 'cancelled')
    await Promise.all([rateLimit.noTry(base, person), rateLimit.noTry(base, tried)]);
  else await settled(here, id_number, answer);
  return answer;
}

/** What came of a try that was counted before: for the person, and for number and network. */
export async function settled(
  here: At,
  id_number: string,
  answer: Word | { url: string },
): Promise<void> {
  await counts(here, personOf(here), answer);
  await counts(here, askedAbout(here, 'check', id_number), answer);
}

const personOf = (here: At): rateLimit.Who => ({ account: `check of ${whose(here)}` });

/** A no, or a wait: said where it can be said again. The telephone is proved anew for another try. */
async function refused(
  here: At,
  answer: 'no_match' | 'not_covered' | 'not_theirs' | { wait: number },
  typed: Said,
): Promise<void> {
  const { attempt, ctx } = here;
  const { method } = attempt.checking ?? never();
  if (typeof answer === 'object') {
    ctx.set('Retry-After', String(answer.wait));
    const minutes = Math.ceil(answer.wait / 60);
    return again(here, { code: 'too_many', minutes }, typed, 429);
  }
  attempt.checking = { method };
  await attempts.write(here.needs, attempt);
  await note(here, 'login.failed', 'failed', { reason: answer }, { of: whose(here) });
  await again(here, { code: wordFor(answer, method) }, typed);
}

function wordFor(answer: 'no_match' | 'not_covered' | 'not_theirs', method: CheckMethod) {
  if (answer === 'not_theirs') return 'check_not_yours';
  return answer === 'no_match' && method === 'face' ? 'face_no_match' : refusedAs(answer, method);
}

function again(here: At, error: Trouble, said: Said, status = 400): Promise<void> {
  here.ctx.status = status;
  return show(here, 'check_said', { error, said });
}

function never(): never {
  throw new Error('a check of nobody');
}
