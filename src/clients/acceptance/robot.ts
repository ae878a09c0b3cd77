import type { Overview } from '../clients.ts';
import { notApplying } from './applying.ts';
import { checkAnswers } from './checks/answer.ts';
import { checkKeeping, checkPages } from './checks/keeping.ts';
import { checkBackChannel, checkInitiate, checkSignOut } from './checks/leaving.ts';
import { askedIn, checkRequests, checkSignIn, checkStrict } from './checks/request.ts';
import { checkRefresh, checkTokens } from './checks/tokens.ts';
import { makeJar } from './jar.ts';
import { type Point, pointCodes } from './points.ts';
import { type Ground, makeTrial, seenOf } from './trial.ts';
import type { Addresses } from './visit.ts';

/**
 * Tries one client from outside, as a browser and as the gateway that it relies on:
 *
 *  1. the page inside is shut to a stranger; without that nothing below would mean anything;
 *  2. two plain sign-ins: what is asked for, and how the client says who it is;
 *  3. how the session is kept: cookies, headers, addresses;
 *  4. answers that were altered, came twice, or are errors;
 *  5. tokens that are not good, and a gateway that does not answer;
 *  6. a plain sign-in again: a client that lets nobody in by now has refused nothing;
 *  7. going on after an access token, and all ways out.
 *
 * What means nothing for this client is said first (`not_applicable`). Any other point that a run did not
 * come to is `not_reached`, and no report passes with one.
 */
export async function examine(
  ground: Ground,
  run: { client: Overview; addresses: Addresses; run_id: string; signal: AbortSignal },
): Promise<Point[]> {
  const citizen = await ground.citizen(ground.base, run.client);
  const t = makeTrial(ground, run, citizen);
  const points = (): Point[] =>
    pointCodes.map((code) => t.found.get(code) ?? { code, result: 'not_reached', evidence: [] });

  for (const [code, why] of notApplying(run.client, run.addresses))
    t.note(code, 'not_applicable', why);
  const stranger = await t.looksInside(makeJar());
  t.note('start.inside_closed', !stranger.inside, stranger.inside && ['shown_to_stranger']);
  if (stranger.inside) return points();

  const first = await t.signIn();
  t.note('start.leads_here', askedIn(first) !== undefined, ...seenOf(first));
  const second = await t.signIn();
  checkRequests(t, first, second);
  const works = first.inside && second.inside;
  t.note('sign_in.works', works, ...seenOf(first.inside ? second : first));
  // What was wrong with how it said who it is may be why nobody comes in.
  checkSignIn(t, first);
  checkStrict(t, [first, second]);
  if (!works) return points();
  await checkKeeping(t, second);

  await checkAnswers(t, second);
  await checkTokens(t, second);
  const still = await t.signIn();
  if (!still.inside) {
    for (const [code, { result }] of t.found)
      if (result === 'passed' && /^(answer|id_token|level|userinfo|unavailable)\./.test(code))
        t.note(code, 'not_reached', ['nobody_let_in']);
  }
  await checkRefresh(t);
  await checkInitiate(t);
  await checkBackChannel(t);
  await checkSignOut(t, citizen);
  checkPages(t);
  return points();
}
