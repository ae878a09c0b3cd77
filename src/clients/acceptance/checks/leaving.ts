import { fetchGuarded, OutgoingFault } from '../../../outbox/outgoing.ts';
import { browser, type Page, WayEnded } from '../browser.ts';
import { type Flaw, logoutFlaws } from '../flaws.ts';
import { makeJar } from '../jar.ts';
import { logoutTokenOf } from '../logout-tokens.ts';
import type { PointCode } from '../points.ts';
import type { Seen } from '../seen.ts';
import { type Attempt, endOf, seenOf, type Trial } from '../trial.ts';
import { type Citizen, walk } from '../visit.ts';
import { exchangeIn } from './request.ts';

/** As long as a client may take (docs/integrate-a-client.md). */
const RECEIPT_MS = 5_000;

const refusing: readonly [PointCode, Flaw][] = (
  ['signature', 'alg_none', 'issuer', 'audience', 'expired', 'events', 'nonce'] as const
).map((name) => [`backchannel.${name}`, logoutFlaws[`logout_${name}`] as Flaw]);

const all: readonly PointCode[] = [
  ...refusing.map(([code]) => code),
  ...(['backchannel.receipt', 'backchannel.ends_session', 'backchannel.others_stay'] as const),
];

/** Told of an ending from behind: what the client takes, and what it ends. */
export async function checkBackChannel(t: Trial): Promise<void> {
  const { client } = t;
  const address = client.backchannel_logout_uri;
  if (address === null) {
    if (t.applies('backchannel.receipt'))
      for (const code of all) t.note(code, 'failed', ['no_backchannel']);
    return;
  }
  let mine = await session(t);
  const theirs = await session(t);
  if (!mine || !theirs) return;
  for (const [code, flaw] of refusing) {
    const said = await tell(t, address, mine, flaw);
    const { inside } = await t.looksInside(mine.attempt.browser.jars.client);
    const refused = said.status >= 400 && said.status < 500;
    t.note(code, refused && inside, said.seen, [
      inside ? 'still_signed_in' : 'no_longer_signed_in',
    ]);
    if (!inside) mine = (await session(t)) ?? mine;
  }
  const said = await tell(t, address, mine);
  t.note('backchannel.receipt', said.status === 200 || said.status === 204, said.seen);
  const gone = !(await t.looksInside(mine.attempt.browser.jars.client)).inside;
  t.note('backchannel.ends_session', gone, !gone && ['still_signed_in']);
  const stays = (await t.looksInside(theirs.attempt.browser.jars.client)).inside;
  t.note('backchannel.others_stay', stays, !stays && ['other_session_ended']);
}

interface Session {
  attempt: Attempt;
  told: { identity_id: string; sid: string };
}

/** A session of its own at the gateway, so that a sign-out names one of two. */
async function session(t: Trial): Promise<Session | undefined> {
  const attempt = await t.signIn({ gateway: makeJar() });
  const { sid, identity_id } = exchangeIn(attempt) ?? {};
  if (!attempt.inside || typeof sid !== 'string' || typeof identity_id !== 'string')
    return undefined;
  return { attempt, told: { identity_id, sid } };
}

async function tell(
  t: Trial,
  address: string,
  { told }: Session,
  flaw?: Flaw,
): Promise<{ status: number; seen: Seen }> {
  const { ground, client, world } = t;
  const token = await logoutTokenOf(ground.base, ground.issuer, client, told, flaw);
  try {
    const { status } = await fetchGuarded(address, {
      method: 'POST',
      networks: client.networks,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: token }).toString(),
      timeoutMs: RECEIPT_MS,
      signal: world.signal,
    });
    return { status, seen: ['answered', status] };
  } catch (fault) {
    if (!(fault instanceof OutgoingFault) || world.signal.aborted) throw fault;
    return { status: 0, seen: ['no_answer', fault.word] };
  }
}

/** The person signs out at the client (OpenID Connect RP-Initiated Logout 1.0). */
export async function checkSignOut(t: Trial, citizen: Citizen): Promise<void> {
  const gateway = makeJar();
  const attempt = await t.signIn({ gateway });
  const { page: shown } = await t.looksInside(attempt.browser.jars.client);
  if (!attempt.inside || !shown) return;
  const before = attempt.browser.jars.client.copy();
  const b = browser(t.world, { jars: { gateway, client: attempt.browser.jars.client } });
  const way = await walk(b, () => signOut(t, b, shown), citizen);
  t.saw(b.hops);
  const asked = (await t.asked()).find(({ endpoint }) => endpoint === 'end_session')?.facts;
  t.note('sign_out.leads_here', asked !== undefined, endOf(way));
  const { inside } = await t.looksInside(before);
  t.note('sign_out.session_over', !inside, inside && ['still_signed_in']);
  if (!asked) return;
  const given = new Set(attempt.asked.map(({ facts }) => facts['id_token']));
  const hint = asked['hint'] !== null && given.has(asked['hint'] ?? null);
  t.note('sign_out.hint', hint, asked['hint'] === null ? ['absent'] : !hint && ['other_hint']);
  const to = asked['post_logout_redirect_uri'];
  const registered = t.client.post_logout_redirect_uris.includes(String(to));
  const back = way.page?.side === 'client' && way.page.status < 400;
  t.note('sign_out.returns', registered && back, to === null ? ['no_return'] : endOf(way));
}

/** By the form of the page inside that leads there, or else as a link. */
function signOut(t: Trial, b: ReturnType<typeof browser>, shown: Page): Promise<Page> {
  const wanted = new URL(t.addresses.sign_out);
  const form = shown.forms.find(
    ({ action }) => action.origin === wanted.origin && action.pathname === wanted.pathname,
  );
  return form ? b.submit(shown, form) : b.open(wanted);
}

/** A sign-in that somebody else begins (OpenID Connect Core 1.0 §4). */
export async function checkInitiate(t: Trial): Promise<void> {
  const address = t.client.initiate_login_uri;
  if (address === null) return;
  const begin = (more: Record<string, string>) => {
    const url = new URL(address);
    for (const [name, value] of Object.entries({ iss: t.world.issuer, ...more }))
      url.searchParams.set(name, value);
    return t.signIn({ start: url.href });
  };
  const plain = await begin({});
  t.note('initiate.works', plain.inside, ...seenOf(plain));
  const led = await begin({ target_link_uri: 'https://elsewhere.example/' });
  const away = led.ended instanceof WayEnded && led.ended.why === 'left';
  t.note('initiate.target', !away, ...seenOf(led));
}
