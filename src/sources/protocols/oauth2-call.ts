import type { Clock } from '../../clock.ts';
import { LOOPBACK_NETWORKS } from '../../outbox/address.ts';
import { fetchGuarded, OutgoingFault, type OutgoingRequest } from '../../outbox/outgoing.ts';
import { Unreadable } from '../unreadable.ts';
import { exactJson, pointed, textAt } from './oauth2-json.ts';
import type { OAuth2Settings, Step } from './oauth2-settings.ts';
import { badAnswer } from './oidc-faults.ts';
import { ANSWER_LIMIT, failed, isFailing, unavailable, wentWrong } from './outgoing.ts';
import { type Call, signedHeaders, signedParams } from './signing.ts';
import { asCall, bodyType, fill, textOf } from './web-call.ts';

const NOTHING = Buffer.alloc(0);

/** A result as an operator may read it: nine digits might be somebody's number. */
const plainWord = /^(?!.*\d{9})[\w. -]{1,60}$/;

/** Old systems call their JSON many things. */
const TYPES = ['application/json', 'text/json', 'text/plain', 'text/html'];

/**
 * One signed call of a step, with its braces filled; gives what stands in its envelope. Throws
 * `sources.unavailable` when the system does not answer or no longer knows us, Unreadable when what it
 * answers is no JSON, and `sources.bad_answer` for every other refusal of it, since a browser may have brought that about.
 */
export async function ask(
  settings: OAuth2Settings,
  step: Step,
  values: Record<string, string>,
  clock: Clock,
): Promise<unknown> {
  const { headers, ...call } = signed(settings, step, values, clock);
  const { status, body } = await go(settings, step, call.url, {
    method: call.method,
    headers,
    ...(call.body !== undefined && { body: call.body }),
    types: TYPES,
    maxBytes: ANSWER_LIMIT,
  });
  const said = exactJson(textOf(body, settings.charset));
  const good = status >= 200 && status < 300;
  if (said === undefined && good) throw new Unreadable(`${step} answer is no JSON`);
  const { envelope } = settings[step];
  const word = envelope ? textAt(said, envelope.code) : textAt(said, '/error');
  const held = envelope
    ? word !== undefined && envelope.success.includes(word)
    : word === undefined;
  if (good && held) return envelope ? pointed(said, envelope.data) : said;
  const words = [`HTTP ${status}`, word ?? ''];
  const fault = [step, ...words.filter((one) => plainWord.test(one))].join(' ');
  const ours = words.some((one) => settings.registration_faults.includes(one));
  throw ours ? unavailable(fault) : badAnswer(fault);
}

/**
 * Whether the system is there at all: any answer but a failing one is a yes, since nothing is asked
 * of it. Throws `sources.unavailable`.
 */
export async function look(settings: OAuth2Settings): Promise<void> {
  await go(settings, 'look', settings.look ?? settings.token.url, {});
}

async function go(
  { networks, patience_ms, allow_http, code_faults }: OAuth2Settings,
  step: Step | 'look',
  url: string,
  wanted: Partial<OutgoingRequest>,
) {
  try {
    const answer = await fetchGuarded(url, {
      ...wanted,
      networks: allow_http ? [...networks, ...LOOPBACK_NETWORKS] : networks,
      timeoutMs: patience_ms,
    });
    const { status } = answer;
    // Whoever sends us made-up codes must not be able to switch a source off.
    if (step === 'token' && code_faults.includes(`HTTP ${status}`))
      throw badAnswer(`token HTTP ${status}`);
    if (isFailing(status)) throw failed(status, `${step} `);
    return answer;
  } catch (error) {
    if (!(error instanceof OutgoingFault)) throw error;
    // To be sent on to a sign-in page is an answer, when nothing was asked.
    if (step === 'look' && error.word === 'redirected') return { status: 302, body: NOTHING };
    throw wentWrong(error.word, `${step} `);
  }
}

function signed(
  { signing, ...settings }: OAuth2Settings,
  step: Step,
  values: Record<string, string>,
  clock: Clock,
): Call & { headers: Record<string, string> } {
  const { url, method, parameters, headers } = settings[step];
  const own = fill(parameters, values);
  const params = { ...own, ...signedParams(signing, { params: own }, clock) };
  const call = asCall(url, method, params);
  return {
    ...call,
    headers: {
      ...bodyType(method),
      ...fill(headers, values),
      ...signedHeaders(signing, call, clock),
    },
  };
}
