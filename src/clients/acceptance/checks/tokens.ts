import { subjectIn } from '../../../crypto/subject.ts';
import { somebodyElse } from '../flaws.ts';
import type { PointCode } from '../points.ts';
import type { Seen } from '../seen.ts';
import { during, type Switch } from '../switches.ts';
import { type Attempt, seenOf, type Trial } from '../trial.ts';
import { askedIn, exchangeIn } from './request.ts';

/** The key set is taken anew for a kid that a client does not know, and libraries wait that long in between. */
const KEY_SET_PATIENCE_MS = 65_000;

const refusing: readonly [PointCode, Switch][] = [
  ['id_token.signature', 'id_token_signature'],
  ['id_token.unknown_key', 'id_token_unknown_key'],
  ['id_token.alg_none', 'id_token_alg_none'],
  ['id_token.issuer', 'id_token_issuer'],
  ['id_token.audience', 'id_token_audience'],
  ['id_token.expired', 'id_token_expired'],
  ['id_token.nonce', 'id_token_nonce'],
  ['id_token.nonce_required', 'id_token_nonce_missing'],
];

/** What the client does with tokens that are not good, and with a gateway that does not answer. */
export async function checkTokens(t: Trial, plain: Attempt): Promise<void> {
  const none = await t.signIn({ switches: ['id_token_missing'] });
  t.note('id_token.required', !none.inside, ...seenOf(none));
  if (exchangeIn(plain)?.['encrypted'] === true) {
    const why: Seen = ['id_token_encrypted'];
    for (const [code] of refusing) t.note(code, 'not_applicable', why);
    for (const code of whole) t.note(code, 'not_applicable', why);
  } else {
    for (const [code, which] of refusing) {
      const attempt = await t.signIn({ switches: [which] });
      t.note(code, !attempt.inside, ...seenOf(attempt));
    }
    await level(t, plain);
    await clocks(t);
    await t.ground.wait(KEY_SET_PATIENCE_MS, t.world.signal);
    const rotated = await t.signIn({ switches: ['id_token_new_key'] });
    t.note('id_token.new_key', rotated.inside, ...seenOf(rotated));
  }
  await userinfo(t, plain);
  await unavailable(t, plain);
}

const whole = [
  'id_token.clock_behind',
  'id_token.clock_ahead',
  'id_token.new_key',
  'level.checked',
] as const;

async function level(t: Trial, plain: Attempt): Promise<void> {
  const asked = askedIn(plain);
  if (!asked?.['acr_values'] && asked?.['claims'] !== true)
    return t.note('level.checked', 'not_applicable', ['no_level_asked']);
  const attempt = await t.signIn({ switches: ['level_too_low'] });
  t.note('level.checked', !attempt.inside, ...seenOf(attempt));
}

/** Either is right: taking it within a tolerance, or refusing it in words. */
async function clocks(t: Trial): Promise<void> {
  for (const [code, which] of [
    ['id_token.clock_behind', 'clock_behind'],
    ['id_token.clock_ahead', 'clock_ahead'],
  ] as const) {
    const attempt = await t.signIn({ switches: [which] });
    const said = attempt.page !== undefined && attempt.page.status < 500;
    t.note(code, attempt.inside || said, ...seenOf(attempt));
  }
}

/**
 * Claims of another subject MUST NOT be used (OpenID Connect Core 1.0 §5.3.2); to go on without them is
 * allowed. Whose are used is seen where the page inside names the person, and otherwise not at all.
 */
async function userinfo(t: Trial, plain: Attempt): Promise<void> {
  const answers = plain.asked.filter(({ endpoint }) => endpoint === 'userinfo');
  const encrypted = answers.some(({ facts }) => facts['encrypted'] === true);
  if (answers.length === 0) {
    for (const code of ['userinfo.subject', 'unavailable.userinfo'] as const)
      t.note(code, 'not_applicable', ['no_userinfo']);
    return;
  }
  if (encrypted) return t.note('userinfo.subject', 'not_applicable', ['userinfo_encrypted']);
  const other = await t.signIn({ switches: ['userinfo_other_sub'] });
  if (!other.inside) return t.note('userinfo.subject', true, ...seenOf(other));
  const pages = [other.page, other.shown].filter((page) => page?.side === 'client');
  const show = (names: readonly (string | undefined)[]) =>
    pages.some((page) =>
      names.some((name) => name && `${page?.html} ${page?.text}`.includes(name)),
    );
  const { identity_id } = exchangeIn(other) ?? {};
  const own =
    typeof identity_id === 'string'
      ? subjectIn(t.ground.base.ring, t.client.sector, identity_id)
      : undefined;
  if (show(Object.values(somebodyElse))) t.note('userinfo.subject', false, ['names_somebody_else']);
  else if (show([own, t.citizen.name])) t.note('userinfo.subject', true, ['names_right_person']);
  else t.note('userinfo.subject', 'not_reached', ['names_nobody']);
}

async function unavailable(t: Trial, plain: Attempt): Promise<void> {
  const token = await t.signIn({ switches: ['token_unavailable'] });
  t.note('unavailable.token', !token.inside && isShown(token), ...seenOf(token));
  const ways = [token];
  if (plain.asked.some(({ endpoint }) => endpoint === 'userinfo')) {
    const attempt = await t.signIn({ switches: ['userinfo_unavailable'] });
    ways.push(attempt);
    // Whoever needs no more than the id token goes on without it.
    t.note('unavailable.userinfo', attempt.inside || isShown(attempt), ...seenOf(attempt));
  }
  const looped = ways.filter(({ ended }) => ended?.why === 'loop').length;
  t.note('unavailable.no_loop', looped === 0, ['without_end', looped, ways.length]);
}

/** A page stands there, whatever its status says; a way without an end has its own point. */
const isShown = ({ page, ended }: Pick<Attempt, 'page' | 'ended'>): boolean =>
  page ? page.side === 'client' && page.text.length > 3 : ended?.why === 'loop';

/** The access token is said to be good for a second; the person goes on all the same. */
export async function checkRefresh(t: Trial): Promise<void> {
  if (!t.applies('refresh.goes_on')) return;
  const { attempt, inside } = await during(t.ground.base, t.run, ['access_short'], async () => {
    const attempt = await t.signIn();
    // Twice: the second time with what came back the first.
    let inside = attempt.inside;
    for (let times = 0; inside && times < 2; times += 1) {
      await t.ground.wait(2_500, t.world.signal);
      ({ inside } = await t.looksInside(attempt.browser.jars.client));
    }
    return { attempt, inside };
  });
  const refreshed = (await t.asked()).filter(
    ({ endpoint, facts }) => endpoint === 'token' && facts['grant_type'] === 'refresh_token',
  );
  const failed = refreshed.filter(({ facts }) => facts['status'] !== 200).length;
  t.note(
    'refresh.goes_on',
    attempt.inside && inside && failed === 0,
    ['refreshed', refreshed.length, failed],
    [inside ? 'still_signed_in' : 'no_longer_signed_in'],
  );
}
