import type { Context } from 'koa';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Base } from '../base.ts';
import type { ArtefactStore } from './artefacts/contract.ts';
import { current } from './artefacts/unit-of-work.ts';

/** How long a machine waits between two questions, as it is told (RFC 8628 §3.2). */
export const INTERVAL_SECONDS = 5;

/** What the way of a question may take longer than that of the one before it. */
const LENIENT_MS = 1_000;

/** The engine says nothing of an interval. */
export function sayInterval(ctx: Context): void {
  ctx.body = { ...(ctx.body as object), interval: INTERVAL_SECONDS };
}

/**
 * Whoever asks again too soon while a code waits is told to slow down (RFC 8628 §3.5), at whichever
 * nodes the two questions came. Once the person has decided the answer is the decision, however soon.
 */
export async function answerHaste(base: Base, store: ArtefactStore, ctx: Context): Promise<void> {
  if ((ctx.body as { error?: unknown } | undefined)?.error !== 'authorization_pending') return;
  const { params } = ctx['oidc'] as KoaContextWithOIDC['oidc'];
  const asked = current().keyOf('ReplayDetection', `asked ${params?.['device_code']}`);
  const until = base.clock.now().getTime() + INTERVAL_SECONDS * 1_000 - LENIENT_MS;
  if (await store.unique(asked, new Date(until))) return;
  const haste = new errors.SlowDown();
  ctx.body = { error: haste.error, error_description: haste.error_description };
  // For the log of the client's own requests.
  ctx.state['engine_error'] = haste;
}
