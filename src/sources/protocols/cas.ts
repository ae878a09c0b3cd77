import { z } from 'zod';
import type { Answer, Caller, Means, Protocol, Remembered, Start } from '../contract.ts';
import { byName, usual, wordsFor } from '../mapping.ts';
import { type CasSettings, casSettings, loginAddress } from './cas-settings.ts';
import { casSignOut } from './cas-sign-out.ts';
import { look, validate } from './cas-validate.ts';
import { badAnswer } from './oidc-faults.ts';

/** Clocks may differ by this much, either way. */
const TOLERANCE_MS = 5 * 60_000;

/** A ticket is remembered as used for longer than any server keeps one that was not. */
const USED_MS = 24 * 3_600_000;

/**
 * A department system that is a CAS server (CAS Protocol 3.0, versions 2 and 3 of its validation).
 * The browser brings a service ticket, which is bound to the address we gave, with the state of
 * this visit in it; the server itself says, over TLS, whom it gave the ticket to. No proxy chains:
 * only people sign in here.
 */
export const cas: Protocol = {
  kind: 'redirect',
  settings: casSettings,
  mapping: usual,
  presets: {
    'cas-3-directory': {
      settings: { version: '3' },
      mapping: byName({ name: 'displayName', email: 'mail', phone_number: 'mobile' }),
    },
    'cas-2-named': { settings: { version: '2', attributes: 'named' } },
  },
  origins(settings) {
    const { server, origins } = casSettings.parse(settings);
    return [...new Set([server, ...origins].map((address) => new URL(address).origin))];
  },
  open(settings, means) {
    const parsed = casSettings.parse(settings);
    return {
      kind: 'visit',
      begin: (start) => begin(parsed, means, start),
      complete: (answer, remembered) => complete(parsed, means, answer, remembered),
    };
  },
  async probe(settings) {
    await look(casSettings.parse(settings), undefined);
  },
  signOut: casSignOut,
};

const visit = z.object({
  state: z.string(),
  service: z.string(),
  /** When the person was asked to sign in anew, milliseconds; absent when not. */
  anew_since: z.number().optional(),
});

async function begin(settings: CasSettings, { clock, mapping }: Means, start: Start) {
  const service = new URL(start.callback);
  service.searchParams.set('state', start.state);
  await look(settings, service.href);
  const url = loginAddress(settings);
  url.searchParams.set('service', service.href);
  if (start.reauthenticate) url.searchParams.set('renew', 'true');
  const [word] = wordsFor(mapping, start.level ?? 1);
  if (settings.level_parameter && word !== undefined)
    url.searchParams.set(settings.level_parameter, word);
  const remember: z.output<typeof visit> = {
    state: start.state,
    service: service.href,
    ...(start.reauthenticate && { anew_since: clock.now().getTime() }),
  };
  return { to: { kind: 'location' as const, url: url.href }, remember };
}

async function complete(
  settings: CasSettings,
  { clock, once }: Means,
  { params }: Answer,
  remembered: Remembered,
): Promise<Caller> {
  const { state, service, anew_since } = visit.parse(remembered);
  if (params['state'] !== state) throw badAnswer('state');
  const ticket = params['ticket'] ?? '';
  // §3.1.1: service tickets begin so; proxy tickets do not, and are nobody's way in.
  if (!/^ST-[\w.-]{1,253}$/.test(ticket)) throw badAnswer('ticket');
  const renew = anew_since !== undefined;
  const { user, attributes } = await validate(settings, { service, ticket, renew });
  if (renew && !isNew(attributes, anew_since)) throw badAnswer('not signed in anew');
  // The server takes a ticket once (§3.1.1); one that forgets to is not believed twice.
  const until = new Date(clock.now().getTime() + USED_MS);
  if (!(await once(`ticket ${ticket}`, until))) throw badAnswer('ticket used');
  return {
    subject: settings.subject === undefined ? user : subjectIn(attributes, settings.subject),
    attributes: { ...attributes, user },
    amr: [],
    session: { name: ticket },
  };
}

/** As far as the server says so: `renew` at its own door and at the validation is its to keep. */
function isNew(attributes: Record<string, unknown>, since: number): boolean {
  if (String(attributes['isFromNewLogin'] ?? '').toLowerCase() === 'false') return false;
  const said = [attributes['authenticationDate']].flat().map(timeOf);
  // Of several factors the last one is meant; each may have its date.
  const at = Math.max(...said.filter((time) => !Number.isNaN(time)));
  return at === Number.NEGATIVE_INFINITY || at >= since - TOLERANCE_MS;
}

/** A date in words, or as many servers write it in JSON: seconds since 1970, or milliseconds. */
function timeOf(said: unknown): number {
  const text = String(said ?? '').replace(/\[.*\]$/, '');
  const count = /^\d[\d.]*([eE]\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(count)) return Date.parse(text);
  return count < 1e11 ? count * 1_000 : count;
}

function subjectIn(attributes: Record<string, unknown>, name: string): string {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (typeof value !== 'string') throw badAnswer('subject');
  return value;
}
