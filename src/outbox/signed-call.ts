import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ConfigFaults } from '../../config/faults.ts';
import type { Clock } from '../clock.ts';
import { isNetwork } from './networks.ts';
import { fetchGuarded, OutgoingFault } from './outgoing.ts';

/**
 * Our signed call (ADR 0029): a JSON object posted to one address of an outside party that has a key
 * in common with us, and a JSON object as the answer. For parties without a standard to hold on to:
 * gateways of SMS routes, authorities that check somebody's name and number.
 */
export interface SignedParty {
  url: string;
  /** By which the other side finds the key. */
  key_id: string;
  secret: string;
  /** CIDR blocks of private space that it may be reached in. */
  networks: readonly string[];
  /** Over everything. 5 s. */
  patience_ms?: number;
}

/** Why a call came to nothing: a word that holds nothing of address or content. */
export class CallFault extends Error {
  readonly word: string;
  constructor(word: string) {
    super(word);
    this.name = 'CallFault';
    this.word = word;
  }
}

/** The same party. Throws ConfigFaults for a network that is no block of private space. */
export function heldToNetworks<P extends SignedParty>(party: P): P {
  const strange = party.networks.filter((one) => !isNetwork(one));
  if (strange.length === 0) return party;
  throw new ConfigFaults([
    {
      variable: 'OUTSIDE_NETWORKS',
      fault: `holds ${strange.join(', ')}, which is no block of private addresses.`,
      mend: 'Give blocks of private addresses without host bits, such as 10.20.0.0/16.',
    },
  ]);
}

const ANSWER_LIMIT = 16 * 1024;

/**
 * Posts `body` and gives the answer's object. Headers: `songhua-key`, `songhua-time` (milliseconds)
 * and `songhua-signature`; the answer's `songhua-signature` is made over our signature too, so that
 * an answer given to another call is none to this one. Throws CallFault, and nothing else.
 */
export async function callSigned(
  clock: Clock,
  party: SignedParty,
  body: object,
): Promise<Record<string, unknown>> {
  const text = JSON.stringify(body);
  const time = String(clock.now().getTime());
  const signature = signRequest(party.secret, { path: pathOf(party.url), time, body: text });
  const answer = await fetchGuarded(party.url, {
    method: 'POST',
    networks: party.networks,
    timeoutMs: party.patience_ms ?? 5_000,
    headers: {
      'content-type': 'application/json',
      'songhua-key': party.key_id,
      'songhua-time': time,
      'songhua-signature': signature,
    },
    body: text,
    types: ['application/json'],
    maxBytes: ANSWER_LIMIT,
    reads: (status) => status === 200,
  }).catch((fault: unknown) => {
    throw fault instanceof OutgoingFault ? new CallFault(fault.word) : fault;
  });
  if (answer.status !== 200) throw new CallFault(`status_${answer.status}`);
  const said = answer.body.toString();
  const given = answer.headers['songhua-signature'];
  if (!same(String(given ?? ''), signAnswer(party.secret, { signature, body: said })))
    throw new CallFault('bad_signature');
  return objectIn(said);
}

/** HMAC-SHA-256 (RFC 2104) over method, path, time and the digest of the body, a line each; base64url. */
export const signRequest = (
  secret: string,
  { path, time, body }: { path: string; time: string; body: string },
): string => mac(secret, ['POST', path, time, digest(body)].join('\n'));

/** The same over the request's signature and the digest of the answer. */
export const signAnswer = (
  secret: string,
  { signature, body }: { signature: string; body: string },
): string => mac(secret, [signature, digest(body)].join('\n'));

const mac = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('base64url');
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const pathOf = (url: string): string => {
  if (!URL.canParse(url)) throw new CallFault('bad_address');
  const { pathname, search } = new URL(url);
  return pathname + search;
};

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function objectIn(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CallFault('bad_answer');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CallFault('bad_answer');
  return value as Record<string, unknown>;
}
