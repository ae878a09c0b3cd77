import { z } from 'zod';
import { Refusal } from '../../errors.ts';
import type { Answer, Caller, Means, Protocol, Remembered, Start } from '../contract.ts';
import { wordsFor } from '../mapping.ts';
import { openedAnswer } from './decrypting.ts';
import { exactJson, textAt } from './oauth2-json.ts';
import { badAnswer } from './oidc-faults.ts';
import { ask, look } from './ticket-call.ts';
import { presets, zhejiang } from './ticket-presets.ts';
import { lacking, type TicketSettings, ticketSettings } from './ticket-settings.ts';
import { fill } from './web-call.ts';

/** A ticket is remembered as used for longer than any platform keeps one. */
const USED_MS = 24 * 3_600_000;

/**
 * The ticket family of the national and provincial platforms: the browser comes back with a ticket,
 * which becomes a person in one or two signed calls of ours. Names, orders and codes are settings.
 * What is only handed out on connection may be absent: then the source is registered, and not open.
 */
export const ticket: Protocol = {
  kind: 'redirect',
  settings: ticketSettings,
  mapping: zhejiang,
  presets,
  origins(settings) {
    const { login, origins } = ticketSettings.parse(settings);
    return [...new Set([login.url, ...origins].map((address) => new URL(address).origin))];
  },
  lacks: (settings) => lacking(ticketSettings.parse(settings)),
  open(settings, means) {
    const parsed = ticketSettings.parse(settings);
    return {
      kind: 'visit',
      begin: (start) => begin(parsed, means, start),
      complete: (answer, remembered) => complete(parsed, means, answer, remembered),
    };
  },
  async probe(settings, { clock, source_id }) {
    const parsed = ticketSettings.parse(settings);
    mustBeConfigured(parsed);
    await look(parsed, source_id, clock);
  },
};

const visit = z.object({ state: z.string() });

function mustBeConfigured(settings: TicketSettings): void {
  const missing = lacking(settings);
  if (missing.length > 0)
    throw new Refusal('sources.not_configured', { words: { missing: missing.join(' ') } });
}

async function begin(settings: TicketSettings, { clock, mapping, source_id }: Means, start: Start) {
  mustBeConfigured(settings);
  const { login, app_id } = settings;
  if (settings.look) await look(settings, source_id, clock);
  const callback = new URL(start.callback);
  const hasState = Object.values(login.parameters).some((text) => text.includes('{state}'));
  if (!hasState) callback.searchParams.set('state', start.state);
  const [word] = wordsFor(mapping, start.level ?? 1);
  const url = new URL(login.url);
  const params = {
    ...fill(login.parameters, { app_id, callback: callback.href, state: start.state }),
    ...(start.reauthenticate && login.reauthenticate),
    ...(login.level !== undefined && word !== undefined && { [login.level]: word }),
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  const remember: z.output<typeof visit> = { state: start.state };
  return { to: { kind: 'location' as const, url: url.href }, remember };
}

async function complete(
  settings: TicketSettings,
  { clock, once }: Means,
  { params }: Answer,
  remembered: Remembered,
): Promise<Caller | 'cancelled'> {
  mustBeConfigured(settings);
  if (params['state'] !== visit.parse(remembered).state) throw badAnswer('state');
  const given = params[settings.ticket];
  // The family has no word for it: who gave up comes back with nothing, or not at all.
  if (given === undefined || given === '') return 'cancelled';
  if (!/^[\x21-\x7e]{1,512}$/.test(given)) throw badAnswer('ticket');
  const first = settings.token && (await exchange(settings, settings.token, given, clock));
  const values = { ticket: given, ...(first && { token: first.token }) };
  const data = await ask(settings, 'user', values, clock);
  const person = openedAnswer(settings.user.encryption, data, exactJson);
  if (typeof person !== 'object' || person === null || Array.isArray(person))
    throw badAnswer('user answer');
  const subject = textAt(person, settings.user.subject);
  if (subject === undefined) throw badAnswer('subject');
  if (first?.subject !== undefined && first.subject !== subject) throw badAnswer('another account');
  for (const [at, taken] of Object.entries(settings.user.only))
    if (!taken.includes(textAt(person, at) ?? '')) throw badAnswer('no account of a person');
  // The platform takes a ticket once; one that forgets to is not believed twice.
  const until = new Date(clock.now().getTime() + USED_MS);
  if (!(await once(`ticket ${given}`, until))) throw badAnswer('ticket used');
  const at = settings.user.session;
  const session = (at === undefined ? undefined : textAt(person, at)) ?? first?.session;
  return {
    subject,
    attributes: person as Record<string, unknown>,
    amr: [],
    ...(session !== undefined && { session: { name: session } }),
  };
}

async function exchange(
  settings: TicketSettings,
  { token: at, subject, session }: NonNullable<TicketSettings['token']>,
  given: string,
  clock: Means['clock'],
) {
  const answer = await ask(settings, 'token', { ticket: given }, clock);
  const token = textAt(answer, at);
  // It goes into headers and addresses as it is.
  if (token === undefined || !/^[\x21-\x7e]{1,4096}$/.test(token)) throw badAnswer('token');
  const account = subject === undefined ? undefined : textAt(answer, subject);
  if (subject !== undefined && account === undefined) throw badAnswer('token without account');
  return {
    token,
    subject: account,
    session: session === undefined ? undefined : textAt(answer, session),
  };
}
