import type { CustomFetch } from 'openid-client';
import { Refusal } from '../../errors.ts';

/** More than any honest metadata, key set or userinfo answer; a source cannot fill our memory. */
const ANSWER_LIMIT = 256 * 1024;

/**
 * A fetch towards one source: one time-out over connection, headers and body, a limit on the size,
 * and every failure that is the source's own told as `sources.unavailable` with a word for the
 * operator. The word never holds anything of the person's.
 */
export function outgoing(patienceMs: number): CustomFetch {
  return async (url, options) => {
    const patience = AbortSignal.timeout(patienceMs);
    const signal = options.signal ? AbortSignal.any([options.signal, patience]) : patience;
    try {
      // Two typings of one body: openid-client's own and that of node's fetch.
      const sent = { ...options, signal } as RequestInit;
      const response = await fetch(url, sent);
      if (response.status >= 500 || response.status === 429) {
        await response.body?.cancel();
        throw unavailable(`HTTP ${response.status}`);
      }
      const body = await readLimited(response);
      return new Response(body.length > 0 ? body : null, {
        status: response.status,
        headers: response.headers,
      });
    } catch (error) {
      throw error instanceof Refusal ? error : unavailable(faultOf(error));
    }
  };
}

/** The source does not do its part; `fault` is what the operator reads. */
export const unavailable = (fault: string) =>
  new Refusal('sources.unavailable', { retry_after: 30, words: { fault } });

async function readLimited(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > ANSWER_LIMIT) {
      await reader.cancel();
      throw unavailable('answer too large');
    }
    parts.push(value);
  }
  return Uint8Array.from(Buffer.concat(parts));
}

function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout';
  const code = (error.cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : error.name;
}
