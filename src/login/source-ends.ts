import type { Context } from 'koa';
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { read, readQuery } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import type { Came, To } from '../sources/contract.ts';
import * as sources from '../sources/sources.ts';
import { cameBack } from './leaving.ts';
import type { LoginNeeds } from './needs.ts';
import { showForm } from './source-form.ts';

const params = z.record(z.string(), z.string());

/**
 * `/callback/:source/logout`, by GET or POST: a source says that a session has ended there, or who was
 * sent to sign out there comes back. No cookie is looked at: neither the source itself nor a form that
 * it lets a browser post brings any.
 */
export async function signOutAddress(needs: LoginNeeds, ctx: Context): Promise<void> {
  const [row, came] = await arrived(needs, ctx);
  if (!(await endedThere(needs, ctx, row, came))) await cameBack(needs, ctx, row, came);
}

/** What came at an address of a source. Throws `sources.unknown`. */
export async function arrived(needs: LoginNeeds, ctx: Context): Promise<[sources.SourceRow, Came]> {
  const method = ctx.method === 'POST' ? 'POST' : 'GET';
  const given = method === 'POST' ? await read(ctx, params) : readQuery(ctx, params);
  const row = await sources.read(needs.base, ctx.params['source'] as string);
  if (!row) throw new Refusal('sources.unknown', { field: 'source' });
  const callback = `${needs.issuer}/callback/${row.id}`;
  return [row, { method, params: given, query: ctx.querystring, callback }];
}

/**
 * Ends what a source says to have ended, and answers whoever brought that; false when nothing of the
 * kind came. A source itself is answered 200, or 400 and why (Back-Channel Logout 1.0 §2.8).
 */
export async function endedThere(
  needs: LoginNeeds,
  ctx: Context,
  row: sources.SourceRow,
  came: Came,
): Promise<boolean> {
  const known = sources.signOutMessage(row);
  if (!known || came.params[known.message] === undefined) return false;
  if (known.by === 'browser') {
    await goBack(ctx, row, await sources.endedThere(needs.base, row, came));
    return true;
  }
  try {
    await sources.endedThere(needs.base, row, came);
    ctx.status = 200;
    ctx.type = 'text';
    ctx.body = '';
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.status >= 500) throw thrown;
    ctx.state.refusal = thrown.code;
    ctx.status = thrown.status;
    ctx.body = { error: 'invalid_request', error_description: thrown.code };
  }
  return true;
}

/** A browser goes back to where it was sent from, or stays with us when there is no way that we can sign. */
async function goBack(ctx: Context, row: sources.SourceRow, to: To | undefined): Promise<void> {
  if (!to) return seeOther(ctx, '/signed-out');
  if (to.kind === 'location') return seeOther(ctx, to.url);
  showForm(ctx, row, to, 'back');
}
