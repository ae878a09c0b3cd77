import { addressesOf } from '../applying.ts';
import type { Page } from '../browser.ts';
import { digest } from '../digest.ts';
import type { Cookie } from '../jar.ts';
import type { Seen } from '../seen.ts';
import type { Attempt, Trial } from '../trial.ts';

const COOKIES_TRIED = 12;
/** Long enough to be a token, with dots for those that have parts. */
const tokenLike = /[\w-]{20,}(?:\.[\w-]*)*/g;
/** How the client keeps who is signed in, and what it lets out. */
export async function checkKeeping(t: Trial, plain: Attempt): Promise<void> {
  const before = await t.looksInside(plain.before.copy());
  t.note('session.renewed', !before.inside, before.inside && ['old_cookies_signed_in']);
  const holding = await cookiesThatHold(t, plain);
  checkCookies(t, holding);
  const tokens = new Set(
    plain.asked.flatMap(({ facts }) => [
      facts['access_token'],
      facts['refresh_token'],
      facts['id_token'],
    ]),
  );
  const isToken = (text: string) =>
    [...text.matchAll(tokenLike)].some(([one]) => tokens.has(digest(one)));
  const kept = plain.browser.jars.client.all().filter(({ value }) => isToken(plainly(value)));
  t.note(
    'cookie.no_token',
    kept.length === 0,
    kept.length > 0 && ['quoted', kept.map(({ name }) => name).join(' ')],
  );
  checkAddresses(t, plain, isToken);
  if (plain.shown) checkHeaders(t, plain.shown);
  checkTls(t);
}

const plainly = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/** The cookies without which nobody is signed in. */
async function cookiesThatHold(t: Trial, { browser }: Attempt): Promise<Cookie[]> {
  const holding: Cookie[] = [];
  for (const cookie of browser.jars.client.all().slice(0, COOKIES_TRIED)) {
    const { inside } = await t.looksInside(browser.jars.client.copy((one) => one === cookie));
    if (!inside) holding.push(cookie);
  }
  return holding;
}

function checkCookies(t: Trial, holding: readonly Cookie[]): void {
  const without = (lacks: (cookie: Cookie) => boolean) =>
    holding
      .filter(lacks)
      .map(({ name }) => name)
      .join(' ');
  const readable = without(({ httpOnly }) => !httpOnly);
  t.note(
    'cookie.http_only',
    holding.length > 0 && readable === '',
    readable ? ['quoted', readable] : ['cookies', holding.length],
  );
  if (t.applies('cookie.secure')) {
    const open = without(({ secure }) => !secure);
    t.note('cookie.secure', open === '', open !== '' && ['quoted', open]);
  }
  const anywhere = without(({ sameSite }) => sameSite !== 'lax' && sameSite !== 'strict');
  t.note('cookie.same_site', anywhere === '', anywhere !== '' && ['quoted', anywhere]);
}

function checkAddresses(t: Trial, plain: Attempt, isToken: (text: string) => boolean): void {
  const { hops, answers } = plain.browser;
  const at = hops.findIndex(({ url }) => url.href === answers[0]?.url.href);
  const code = answers[0]?.url.searchParams.get('code') ?? undefined;
  const shows = (text: string) =>
    (code !== undefined && text.includes(code)) || isToken(plainly(text));
  // What the answer itself led to: its own address has the code, and nobody is to stay on it.
  const later = at < 0 ? [] : hops.slice(at);
  const led = later.flatMap((page) => [
    ...(page === later[0] ? [] : [page.url.href]),
    page.header('location'),
  ]);
  const stays = later.length === 1 && code !== undefined;
  const shown = led.some(shows) || (plain.shown?.links ?? []).some(({ href }) => shows(href));
  t.note('address.clean', !stays && !shown, stays ? ['at_answer'] : shown && ['later_address']);
}

/** A header, or that it is not there. */
const headerOf = (name: string, value: string | undefined): Seen =>
  value ? ['header', name, value] : ['header_absent', name];

const tight = new Set([
  'no-referrer',
  'same-origin',
  'strict-origin',
  'origin',
  'strict-origin-when-cross-origin',
  'origin-when-cross-origin',
]);

function checkHeaders(t: Trial, page: Page): void {
  const policy = page.header('content-security-policy').toLowerCase();
  const referrer = page.header('referrer-policy').toLowerCase().split(',').at(-1)?.trim() ?? '';
  t.note('address.referrer', tight.has(referrer), headerOf('Referrer-Policy', referrer));
  const sniffing = page.header('x-content-type-options').toLowerCase();
  t.note('header.nosniff', sniffing === 'nosniff', headerOf('X-Content-Type-Options', sniffing));
  const frames = page.header('x-frame-options').toLowerCase();
  const framed = /frame-ancestors\s+([^;]*)/.exec(policy)?.[1]?.trim();
  t.note(
    'header.frame',
    ['deny', 'sameorigin'].includes(frames) || (framed !== undefined && framed !== '*'),
    headerOf('X-Frame-Options', frames),
    headerOf('frame-ancestors', framed),
  );
  const scripts = /(?:script-src|default-src)\s+([^;]*)/.exec(policy)?.[1];
  t.note(
    'header.csp',
    scripts !== undefined && !scripts.includes("'unsafe-inline'") && !scripts.includes('*'),
    headerOf('script-src', scripts),
  );
  const caching = page.header('cache-control').toLowerCase();
  t.note(
    'header.no_store',
    /no-store|private|no-cache/.test(caching),
    headerOf('Cache-Control', caching),
  );
  if (t.applies('header.hsts')) {
    const strict = page.header('strict-transport-security');
    t.note(
      'header.hsts',
      Number(/max-age="?(\d+)/i.exec(strict)?.[1] ?? 0) > 0,
      headerOf('Strict-Transport-Security', strict),
    );
  }
}

function checkTls(t: Trial): void {
  if (!t.applies('tls.everywhere')) return;
  const all = addressesOf(t.client, t.addresses);
  const open = all.filter((one) => one.startsWith('http:'));
  t.note('tls.everywhere', open.length === 0, ['without_tls', open.length, all.length]);
}

/** Over every page that the run has seen. */
export function checkPages(t: Trial): void {
  const bare = t.bare();
  t.note('pages.no_stack', bare === 0, bare > 0 && ['stacks', bare]);
}
