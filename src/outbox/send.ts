import type { Outcome } from './attempt.ts';
import {
  fetchGuarded,
  type OutgoingAnswer,
  OutgoingFault,
  type OutgoingRequest,
} from './outgoing.ts';

/** The networks that the client may be reached in, and how long (5 s) its answer is waited for. */
export type Way = Pick<OutgoingRequest, 'networks' | 'timeoutMs'>;

/**
 * One outgoing POST of a form to an outside party. Follows no redirect (the address was approved,
 * another one was not), and leaves the answer unread: only its status counts. Faults are single
 * words, without address or content. Never throws.
 */
export async function postForm(
  url: string,
  fields: Record<string, string>,
  way: Way,
): Promise<Outcome> {
  const answer = await post(url, {
    ...way,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams(fields).toString(),
  });
  if (typeof answer === 'string') return { ok: false, fault: answer };
  const { status } = answer;
  if (status >= 200 && status < 300) return { ok: true, status };
  return { ok: false, fault: `status_${status}` };
}

/** Errors of RFC 8935 §2.4 that the same token would meet again. */
const lasting = new Set(['invalid_request', 'invalid_issuer', 'invalid_audience', 'access_denied']);
/** Those that may pass: a receiver that has not yet fetched our new key, or renews its own. */
const passing = new Set(['invalid_key', 'authentication_failed']);

/**
 * Pushes one Security Event Token (RFC 8935 §2): 202 accepts it, and nothing else does. A receiver
 * that says 410, or that the token itself cannot stand, is not asked again about this one.
 */
export async function postEvent(url: string, token: string, way: Way): Promise<Outcome> {
  const answer = await post(url, {
    ...way,
    headers: { 'content-type': 'application/secevent+jwt' },
    body: token,
    types: ['application/json'],
    maxBytes: 4_096,
    reads: (status) => status === 400,
  });
  if (typeof answer === 'string') return { ok: false, fault: answer };
  const { status } = answer;
  if (status === 202) return { ok: true, status };
  const err = status === 400 ? errorIn(answer.body) : '';
  if (lasting.has(err)) return { ok: false, fault: err, final: true };
  if (passing.has(err)) return { ok: false, fault: err };
  return { ok: false, fault: `status_${status}`, ...(status === 410 && { final: true }) };
}

async function post(url: string, request: OutgoingRequest): Promise<OutgoingAnswer | string> {
  try {
    return await fetchGuarded(url, { ...request, method: 'POST' });
  } catch (fault) {
    if (fault instanceof OutgoingFault) return fault.word;
    throw fault;
  }
}

function errorIn(body: Buffer): string {
  try {
    const { err } = JSON.parse(body.toString()) as { err?: unknown };
    return typeof err === 'string' ? err : '';
  } catch {
    return '';
  }
}
