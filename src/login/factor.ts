import type { Trouble } from '../../views/components/trouble.ts';
import * as challenge from '../credentials/challenge.ts';
import * as factors from '../credentials/show-factor.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import * as identities from '../identities/identities.ts';
import { note } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { learn } from './intervened.ts';
import { reachOf } from './level.ts';
import { type Page, show } from './pages.tsx';
import { accepts } from './picker.ts';
import { levelReached } from './reached.ts';

interface Typed {
  code?: string | undefined;
  /** Of the browser, with a passkey. */
  answer?: string | undefined;
}

/**
 * A second factor of whoever came: a code of an app, a recovery code, or a passkey. Wrong ones are
 * counted by person, however they came; the words are the same for each kind (Never 11).
 */
export async function showFactor(here: At, { code = '', answer }: Typed): Promise<void> {
  const { needs, attempt } = here;
  const { base } = needs;
  const { came } = attempt;
  const identity_id = attempts.whose(came);
  // Posted twice, or from a page gone by: there is nothing to show, and the sign-in goes on.
  if (!isDue(here, 'second_factor') || !came || !identity_id) return goOn(here);
  if (!answer && code.trim() === '')
    return again(here, 'second_factor', { code: 'missing_factor', field: 'code' });
  const tried = { account: `factor ${identity_id}` };
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) return waits(here, 'second_factor', wait);
  const shown = answer ? { answer } : { code };
  const site = { issuer: needs.issuer };
  const proof = await factors.show(base, site, { identity_id, shown, use: uses(here) });
  renew(here);
  if (!proof) {
    await rateLimit.wrongTry(base, tried);
    const whose = { of: identity_id };
    await note(here, 'login.failed', 'failed', { reason: 'wrong_factor' }, whose);
    await attempts.write(needs, attempt);
    const field = answer ? undefined : 'code';
    return again(here, 'second_factor', { code: 'wrong_factor', ...(field && { field }) });
  }
  await rateLimit.goodTry(base, tried);
  attempt.shown = proof;
  came.level = levelReached(came, proof);
  await goOn(here);
}

/**
 * A passkey by itself: whoever holds it and was verified by it is its owner, in an account of
 * Songhua itself. It takes the place of whoever came before in this sign-in.
 */
export async function enterByPasskey(here: At, answer: string): Promise<void> {
  const { needs, attempt } = here;
  const { base } = needs;
  if (!accepts(here.client, 'local'))
    throw new Refusal('login.source_not_accepted', { field: 'source' });
  // Whoever has not come so far is not shown what other ways the person has.
  const page = isDue(here, 'step_up') ? 'step_up' : 'password';
  if (page === 'password') attempt.chosen = 'local';
  const tried = { network: here.ctx.ip };
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) return waits(here, page, wait);
  const site = { issuer: needs.issuer };
  const found = await factors.enter(base, site, { answer, use: uses(here) });
  renew(here);
  const identity = found && (await identities.read(base, found.identity_id));
  if (!found || !identity || identity.state === 'absorbed') {
    await note(here, 'login.failed', 'failed', { reason: 'wrong_passkey' });
    await attempts.write(needs, attempt);
    return again(here, page, { code: 'wrong_passkey' });
  }
  await rateLimit.goodTry(base, tried);
  const { identity_id, credential_id, stands_on, bound_level, amr } = found;
  const refused = identity.state !== 'active';
  const limit = Math.min(await identities.level(base, identity_id), bound_level);
  const at = base.clock.now().getTime();
  attempts.comes(attempt, {
    ...{ by: 'credential', identity_id, credential_id, stands_on, amr, at, limit },
    level: Math.min(limit, reachOf(amr)),
    ...(refused && { refused }),
  });
  if (!refused) await learn(here, identity_id);
  await goOn(here);
}

/** What was given out in this sign-in, once. A sign-in that an older node began has given out nothing. */
const uses = ({ needs, attempt }: At) =>
  attempt.challenge === undefined ? () => false : challenge.use(needs.passing, attempt.challenge);

/** Whatever came of an answer, the next one is to another challenge. */
function renew({ attempt }: At): void {
  attempt.challenge = challenge.newChallenge();
}

function again(here: At, page: Page, error: Trouble): Promise<void> {
  here.ctx.status = 400;
  return show(here, page, { error });
}

function waits(here: At, page: Page, wait: number): Promise<void> {
  here.ctx.status = 429;
  here.ctx.set('Retry-After', String(wait));
  return show(here, page, { error: { code: 'too_many', minutes: Math.ceil(wait / 60) } });
}
