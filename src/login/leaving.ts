import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import { z } from 'zod';
import { keyedHash } from '../crypto/hash.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { checkCsrf } from '../http/csrf.ts';
import { read } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import type { Came, Remembered } from '../sources/contract.ts';
import * as sources from '../sources/sources.ts';
import type { LoginNeeds } from './needs.ts';
import { showForm } from './source-form.ts';

/**
 * The person's sign-out goes on at the source: everything here has ended before, whatever comes of
 * this. The browser leaves from the page with the receipt, and comes back with the `state` that it
 * was given, once.
 */
interface Left {
  source_id: string;
  session_id: string;
  sealed: string;
}

interface Kept {
  remembered: Remembered;
  /** The address at the client that asked for the sign-out. */
  back?: string | undefined;
}

/** Seconds: as long as anybody stays at a department's page that says that they are signed out. */
const ttl = 3_600;

const leavingForm = z.object({ _csrf: z.string().max(100).optional(), source: z.string().max(40) });

/** `/signed-out/source`: from the page with the receipt to the source. */
export async function leave(needs: LoginNeeds, ctx: Context): Promise<void> {
  const { _csrf: token, source: source_id } = await read(ctx, leavingForm);
  const here = await needs.signedOut(ctx);
  // The receipt is over: so is what was offered beside it.
  if (!here) return seeOther(ctx, '/signed-out');
  const { session_id, form: bound, back } = here;
  checkCsrf(ctx, needs.base.ring, { bound, token, origin: new URL(needs.issuer).origin });
  const row = await sources.read(needs.base, source_id);
  if (!row) throw new Refusal('sources.unknown', { field: 'source' });
  const state = randomBytes(32).toString('base64url');
  const callback = `${needs.issuer}/callback/${row.id}`;
  const left = await sources.leave(needs.base, { session_id, source_id }, { state, callback });
  // The page says that it did not come about; nobody is kept from the way back.
  if (!left) return seeOther(ctx, '/signed-out');
  await keep(needs, state, { source_id, session_id }, { remembered: left.remember, back });
  if (left.to.kind === 'location') return seeOther(ctx, left.to.url);
  showForm(ctx, row, left.to, 'sign_out', back);
}

/** Whoever left comes back: to the client that asked for the sign-out, or to the page with the receipt. */
export async function cameBack(
  needs: LoginNeeds,
  ctx: Context,
  row: sources.SourceRow,
  came: Came,
): Promise<void> {
  const { state, RelayState } = came.params;
  const left = await take(needs, row.id, state ?? RelayState ?? '');
  // An old address, or the second time: what is known stands on the page.
  if (!left) return seeOther(ctx, '/signed-out');
  const { session_id, remembered, back } = left;
  await sources.cameBack(needs.base, row, { session_id, came, remembered });
  seeOther(ctx, back ?? '/signed-out');
}

async function keep(
  needs: LoginNeeds,
  state: string,
  ids: Pick<Left, 'source_id' | 'session_id'>,
  kept: Kept,
): Promise<void> {
  const key = keyOf(needs, state);
  const left: Left = { ...ids, sealed: seal(needs.base.ring, placeOf(key), JSON.stringify(kept)) };
  await needs.passing.put('Visit', key, left, ttl);
}

/** Exactly one caller on any node gets it. */
async function take(needs: LoginNeeds, source_id: string, state: string) {
  const key = keyOf(needs, state);
  const there = (await needs.passing.read('Visit', key)) as Left | undefined;
  if (there?.source_id !== source_id) return undefined;
  const left = (await needs.passing.take('Visit', key)) as Left | undefined;
  if (!left) return undefined;
  const kept = JSON.parse(open(needs.base.ring, placeOf(key), left.sealed)) as Kept;
  return { session_id: left.session_id, ...kept };
}

const placeOf = (row: string) => ({ table: 'visits', column: 'left', row });

const keyOf = (needs: LoginNeeds, state: string) =>
  keyedHash(needs.base.ring, 'artefact', `visit left ${state}`);
