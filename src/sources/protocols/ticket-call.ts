import type { Clock } from '../../clock.ts';
import { Refusal } from '../../errors.ts';
import { Unreadable } from '../unreadable.ts';
import { exactJson, pointed, textAt } from './oauth2-json.ts';
import { badAnswer } from './oidc-faults.ts';
import { outgoing, unavailable } from './outgoing.ts';
import { type Call, signedHeaders, signedParams } from './signing.ts';
import { nationalHeaders } from './ticket-national.ts';
import type { Step, TicketSettings } from './ticket-settings.ts';
import { asCall, bodyType, fill, textOf } from './web-call.ts';

/** Old systems call their JSON many things, or nothing. */
const TYPES = ['application/json', 'text/json', 'text/plain', 'text/html', ''];

/** A ticket that nobody was given, to see whether anybody answers. */
const NO_TICKET = 'songhua-asks-whether-you-are-there';

interface Result {
  status: number;
  good: boolean;
  /** The source's own word for how it went. */
  code: string | undefined;
  said: unknown;
  data: unknown;
}

/**
 * One signed call, with its braces filled; gives what stands in its envelope. Throws
 * `sources.unavailable` when the platform does not answer or does not know us, and
 * `sources.bad_answer` for every other refusal of it, since a browser may have brought that about
 * with a ticket of its own making.
 */
export async function ask(
  settings: TicketSettings,
  step: Step,
  values: { ticket: string; token?: string },
  clock: Clock,
): Promise<unknown> {
  const result = await go(settings, step, values, clock);
  if (result.good) return result.data;
  const fault = faultOf(step, result);
  throw isOurs(settings, result) ? unavailable(fault) : badAnswer(fault);
}

const underWay = new Map<string, Promise<void>>();

/**
 * Asks with a ticket that nobody has. A platform that knows us says that it does not hold; one that
 * takes it takes everything. Callers at one moment share one request. Throws `sources.unavailable`.
 */
export function look(settings: TicketSettings, source_id: string, clock: Clock): Promise<void> {
  const running = underWay.get(source_id);
  if (running) return running;
  const looking = lookOnce(settings, clock).finally(() => underWay.delete(source_id));
  underWay.set(source_id, looking);
  return looking;
}

async function lookOnce(settings: TicketSettings, clock: Clock): Promise<void> {
  const step = settings.token ? 'token' : 'user';
  const result = await go(settings, step, { ticket: NO_TICKET }, clock).catch((error: unknown) => {
    // Nobody's words stand in this answer: whatever is wrong with it is the platform's.
    if (!(error instanceof Refusal)) throw error;
    throw unavailable(`look ${error.detail.words?.['fault'] ?? ''}`);
  });
  if (result.good) throw unavailable('look takes any ticket');
  const named = settings.ticket_faults.length > 0;
  const expected = wordsOf(result).some((word) => settings.ticket_faults.includes(word));
  if (isOurs(settings, result) || (named && !expected)) {
    const at = settings[step]?.envelope?.message;
    const why = at === undefined ? undefined : textAt(result.said, at);
    throw unavailable(['look', faultOf(step, result), why].filter(Boolean).join(' ').slice(0, 180));
  }
}

const wordsOf = ({ status, code }: Result): string[] => [
  `HTTP ${status}`,
  ...(code === undefined ? [] : [code]),
];

const isOurs = ({ registration_faults }: TicketSettings, result: Result): boolean =>
  wordsOf(result).some((word) => registration_faults.includes(word));

const faultOf = (step: Step, result: Result): string =>
  [step, ...wordsOf(result).filter((word) => /^[\w. -]{1,60}$/.test(word))].join(' ');

async function go(
  settings: TicketSettings,
  step: Step,
  values: { ticket: string; token?: string },
  clock: Clock,
): Promise<Result> {
  const { app_id, app_secret } = settings;
  const { url, method, headers, body } = prepared(
    settings,
    step,
    { app_id, app_secret, ...values },
    clock,
  );
  const response = await outgoing(settings, TYPES)(url, {
    method,
    headers,
    body,
    redirect: 'manual',
  });
  const { status } = response;
  const said = exactJson(textOf(new Uint8Array(await response.arrayBuffer()), settings.charset));
  const success = status >= 200 && status < 300;
  if (said === undefined) {
    if (success) throw new Unreadable(`${step} answer is no JSON`);
    return { status, good: false, code: undefined, said, data: undefined };
  }
  const { envelope } = settings[step] ?? {};
  const code = envelope && textAt(said, envelope.code);
  const good = success && (!envelope || (code !== undefined && envelope.success.includes(code)));
  const data = envelope?.data === undefined ? said : pointed(said, envelope.data);
  return { status, good, code, said, data };
}

function prepared(
  settings: TicketSettings,
  step: Step,
  values: Record<string, string | undefined>,
  clock: Clock,
): Call & { headers: Record<string, string> } {
  const { signs_with, national, signing } = settings;
  const said = settings[step];
  if (!said) throw new Error('a call that the settings do not have');
  const keys = signs_with === 'keys' ? signing : undefined;
  const own = fill(said.parameters, values);
  const params = { ...own, ...signedParams(keys, { params: own }, clock) };
  const call = asCall(said.url, said.method, params);
  return {
    ...call,
    headers: {
      accept: 'application/json',
      ...bodyType(said.method),
      ...fill(said.headers, values),
      ...signedHeaders(keys, call, clock),
      ...(signs_with === 'national' && national && nationalHeaders(national, clock)),
    },
  };
}
