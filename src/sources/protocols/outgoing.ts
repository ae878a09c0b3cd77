import type { CustomFetch } from 'openid-client';
import { Refusal } from '../../errors.ts';
import { LOOPBACK_NETWORKS } from '../../outbox/address.ts';
import { asFetch } from '../../outbox/as-fetch.ts';
import { OutgoingFault, type OutgoingWord } from '../../outbox/outgoing.ts';
import { Unreadable } from '../unreadable.ts';

/** More than any honest metadata, key set or userinfo answer; a source cannot fill our memory. */
export const ANSWER_LIMIT = 256 * 1024;

/** What discovery, token endpoint, key set and userinfo of OpenID providers answer in. */
const TYPES = ['application/json', 'application/jwt', 'application/jwk-set+json'];

/** What a source's settings say about the way to it. */
export interface Reach {
  patience_ms: number;
  networks: readonly string[];
  allow_http: boolean;
}

/**
 * A fetch towards one source, along the guarded way out, with every failure that is the source's own
 * told as `sources.unavailable` with a word for the operator, and what came and is no answer as
 * Unreadable. The word never holds anything of the person's. What is allowed to speak plain http on this machine may be reached there.
 */
export function outgoing(
  { patience_ms, networks, allow_http }: Reach,
  types: readonly string[] = TYPES,
): CustomFetch {
  const send = asFetch({
    networks: allow_http ? [...networks, ...LOOPBACK_NETWORKS] : networks,
    types,
    maxBytes: ANSWER_LIMIT,
    timeoutMs: patience_ms,
  });
  return async (url, options) => {
    try {
      const response = await send(url, options);
      if (isFailing(response.status)) throw failed(response.status);
      return response;
    } catch (error) {
      throw error instanceof OutgoingFault ? wentWrong(error.word) : error;
    }
  };
}

/** Statuses that are no answer. */
export const isFailing = (status: number): boolean => status >= 500 || status === 429;

/** Nobody is there behind its proxy, or it takes nobody; but a server may stumble over one account alone. */
export const failed = (status: number, at = ''): Refusal =>
  [429, 502, 503, 504].includes(status)
    ? unavailable(`${at}HTTP ${status}`)
    : new Unreadable(`${at}HTTP ${status}`);

/** What a firewall, or whatever else stands before a source, makes of a request that it does not like. */
const answered = new Set<OutgoingWord>([
  ...(['redirected', 'wrong_type', 'encoded', 'too_large', 'bad_request'] as const),
]);

/** A request that came to nothing: the source did not answer, or not with what can be read. */
export const wentWrong = (word: OutgoingWord, at = ''): Refusal =>
  answered.has(word) ? new Unreadable(at + word) : unavailable(at + word);

/** The source does not do its part; `fault` is what the operator reads. */
export const unavailable = (fault: string) =>
  new Refusal('sources.unavailable', { retry_after: 30, words: { fault } });
