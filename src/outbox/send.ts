import type { Outcome } from './attempt.ts';

/**
 * One outgoing POST of a form to an outside party. Gives up after `timeoutMs` (5 s), follows no
 * redirect (the address was approved, another one was not), and leaves the answer unread: only its
 * status counts. Faults are single words, without address or content. Never throws.
 */
export async function postForm(
  url: string,
  fields: Record<string, string>,
  timeoutMs = 5_000,
): Promise<Outcome> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: '*/*', 'user-agent': 'songhua' },
    });
  } catch (fault) {
    const timedOut = fault instanceof DOMException && fault.name === 'TimeoutError';
    return { ok: false, fault: timedOut ? 'timeout' : 'unreachable' };
  }
  // Dropped, not drained: an endless or dripping answer must not hold the connection.
  await answer.body?.cancel().catch(() => {});
  if (answer.ok) return { ok: true, status: answer.status };
  const redirected = answer.status >= 300 && answer.status < 400;
  return { ok: false, fault: redirected ? 'redirected' : `status_${answer.status}` };
}
