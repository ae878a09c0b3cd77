import { type Alter, browser, WayEnded } from '../browser.ts';
import { makeJar } from '../jar.ts';
import type { PointCode } from '../points.ts';
import { type Attempt, seenOf, type Trial } from '../trial.ts';

/** What the client does with an answer that is not the one it asked for, or not one it may take. */
export async function checkAnswers(t: Trial, plain: Attempt): Promise<void> {
  const ways: Attempt[] = [];
  const altered = async (alter: Alter) => {
    const attempt = await t.signIn({ alter });
    ways.push(attempt);
    return attempt;
  };
  const refused = async (code: PointCode, alter: Alter) => {
    const attempt = await altered(alter);
    t.note(code, !attempt.inside, ...seenOf(attempt));
  };
  await refused('answer.state_checked', (answer) => answer.set('state', 'another-state'));
  await refused('answer.state_required', (answer) => answer.delete('state'));
  await refused('answer.iss_checked', (answer) => answer.set('iss', 'https://elsewhere.example'));
  await refused('answer.iss_required', (answer) => answer.delete('iss'));
  await inAnotherBrowser(t);
  await again(t, plain);

  const failing = (error: string) =>
    altered((answer) => {
      answer.delete('code');
      answer.set('error', error);
    });
  for (const [code, attempt] of [
    ['answer.denied', (await turnedBack(t, ways)) ?? (await failing('access_denied'))],
    ['answer.login_required', await failing('login_required')],
  ] as const)
    t.note(code, !attempt.inside && isSaid(attempt), ...seenOf(attempt));
  const spoilt = await altered((answer) => answer.set('code', 'no-code-of-ours'));
  t.note('answer.code_refused', !spoilt.inside && isSaid(spoilt), ...seenOf(spoilt));
  const looped = ways.filter(({ ended }) => ended?.why === 'loop').length;
  t.note('answer.no_loop', looped === 0, ['without_end', looped, ways.length]);
}

/** Somebody who turns back at our own page; undefined where no such answer came of it. */
async function turnedBack(t: Trial, ways: Attempt[]): Promise<Attempt | undefined> {
  const attempt = await t.signIn({ gateway: makeJar(), leaves: true });
  const [answer] = attempt.browser.answers;
  if ((answer?.body ?? answer?.url.searchParams)?.get('error') !== 'access_denied')
    return undefined;
  ways.push(attempt);
  return attempt;
}

/** A page that a person can read, where there is a page: a way without an end has its own point. */
const isSaid = ({ page, ended }: Pick<Attempt, 'page' | 'ended'>): boolean =>
  page ? page.status < 500 && page.text.length > 3 : ended?.why === 'loop';

/** An answer that was made in one browser is carried to the client by another (login CSRF). */
async function inAnotherBrowser(t: Trial): Promise<void> {
  const mine = await t.signIn({ holds: true });
  const [answer] = mine.browser.answers;
  if (!answer) return t.note('answer.other_browser', 'not_reached', ...seenOf(mine));
  const { inside, seen } = await bringTo(t, answer, makeJar());
  t.note('answer.other_browser', !inside, ...seen);
}

/** The answer of a sign-in that is done comes once more, in the browser as it was before it. */
async function again(t: Trial, plain: Attempt): Promise<void> {
  const [answer] = plain.browser.answers;
  if (!answer) return t.note('answer.code_once', 'not_reached');
  // Whose cookies from before are signed in by now has the fault of session.renewed.
  if ((await t.looksInside(plain.before.copy())).inside)
    return t.note('answer.code_once', 'not_reached', ['signed_in_before']);
  const { inside, seen } = await bringTo(t, answer, plain.before.copy());
  t.note('answer.code_once', !inside, ...seen);
}

async function bringTo(
  t: Trial,
  answer: Attempt['browser']['answers'][number],
  client: ReturnType<typeof makeJar>,
) {
  const b = browser(t.world, {
    jars: { client },
    stopsAt: ({ origin }) => origin === t.world.issuer,
  });
  const way = await b.bring(answer).then(
    (page) => ({ page }),
    (fault: unknown) => {
      if (!(fault instanceof WayEnded)) throw fault;
      return { ended: fault };
    },
  );
  t.saw(b.hops);
  const { inside } = await t.looksInside(client);
  return { inside, seen: seenOf({ ...way, inside }) };
}
