import type { CustomFetch } from 'openid-client';
import { Refusal } from '../../errors.ts';
import { LOOPBACK_NETWORKS } from '../../outbox/address.ts';
import { asFetch } from '../../outbox/as-fetch.ts';
import { OutgoingFault } from '../../outbox/outgoing.ts';

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
 * told as `sources.unavailable` with a word for the operator. The word never holds anything of the
 * person's. What is allowed to speak plain http on this machine may be reached there.
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
      if (response.status >= 500 || response.status === 429)
        throw unavailable(`HTTP ${response.status}`);
      return response;
    } catch (error) {
      throw error instanceof OutgoingFault ? unavailable(error.word) : error;
    }
  };
}

/** The source does not do its part; `fault` is what the operator reads. */
export const unavailable = (fault: string) =>
  new Refusal('sources.unavailable', { retry_after: 30, words: { fault } });
