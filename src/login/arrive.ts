import type { Context } from 'koa';
import { z } from 'zod';
import { zhCN } from '../../views/locales/zh-CN.ts';
import { Refusal } from '../errors.ts';
import { readQuery } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import * as sources from '../sources/sources.ts';
import { note, usable } from './acts.ts';
import { type At, at } from './at.ts';
import * as attempts from './attempt.ts';
import type { LoginNeeds } from './needs.ts';
import { backToConsole } from './previews.ts';
import { arrived, endedThere } from './source-ends.ts';
import * as visits from './visit.ts';

export const withVisit = z.object({ visit: z.string().regex(/^[\w-]{43}$/) });

/**
 * `/callback/:source`, by GET or POST: keeps what came and sends the browser on to where its cookie
 * proves that it began the visit. No cookie is read here: a source that posts sends none along.
 */
export async function callback(needs: LoginNeeds, ctx: Context): Promise<void> {
  const [row, came] = await arrived(needs, ctx);
  // A CAS server posts its sign-outs where its tickets went.
  if (ctx.method === 'POST' && (await endedThere(needs, ctx, row, came))) return;
  const { params } = came;
  const { purpose, handle } = await visits.keepAnswer(needs, row.id, { params });
  if (purpose.kind === 'preview') return backToConsole(ctx, row.id, handle);
  const path = purpose.kind === 'signin' ? `/signin/${purpose.uid}/arrive` : '/linking/arrive';
  seeOther(ctx, `${path}?visit=${handle}`);
}

/** `/signin/:uid/arrive`: the browser that began the visit takes it, once, and says who came. */
export async function arrive(needs: LoginNeeds, ctx: Context): Promise<void> {
  const { visit } = readQuery(ctx, withVisit);
  const here = await atOrOtherBrowser(needs, ctx, visit);
  let taken: visits.Taken;
  try {
    taken = await visits.take(needs, visit, { kind: 'signin', uid: here.attempt.uid });
  } catch (thrown) {
    // A double click: who came is known already, so the sign-in simply goes on.
    const again = thrown instanceof Refusal && thrown.code === 'login.visit_used';
    if (again && here.attempt.came) return seeOther(ctx, here.path());
    throw thrown;
  }
  const row = await usable(here, taken.source_id);
  const arrival = await complete(here, row, taken);
  if (arrival === 'cancelled') {
    await note(here, 'login.failed', 'failed', { reason: 'cancelled' }, { source_id: row.id });
    return seeOther(ctx, here.path('ways'));
  }
  await came(here, arrival);
  seeOther(ctx, here.path());
}

/** Somebody has come through a source; whoever came before in this sign-in is forgotten. */
export async function came(here: At, arrival: sources.Arrival, typed?: string): Promise<void> {
  const { base } = here.needs;
  const { outcome, identity_id } = await identities.preview(base, arrival);
  // Also somebody we know reads a notice that has changed since. Who is refused reads none.
  const accepted =
    identity_id !== undefined &&
    (await identities.noticeAccepted(base, { identity_id, version: zhCN.notice.version }));
  const known = outcome === 'refused' || accepted;
  attempts.comes(here.attempt, {
    by: 'source',
    arrival,
    at: here.needs.base.clock.now().getTime(),
    known,
    ...(typed !== undefined && { typed }),
    level: 0,
  });
  await attempts.write(here.needs, here.attempt);
}

async function complete(here: At, row: sources.SourceRow, taken: visits.Taken) {
  const source = sources.open(here.needs.base, row);
  if (source.kind !== 'redirect') throw new Error(`source ${row.id} is not visited`);
  try {
    return await source.complete(taken.answer, taken.remembered, here.ctx.ip);
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      await note(here, 'login.failed', 'failed', { reason: thrown.code }, { source_id: row.id });
    }
    throw thrown;
  }
}

/** An answer that reached a browser without our cookie is of no use to anybody any more. */
async function atOrOtherBrowser(needs: LoginNeeds, ctx: Context, handle: string): Promise<At> {
  try {
    return await at(needs, ctx);
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'login.expired') throw thrown;
    throw (await visits.discard(needs, handle)) ? new Refusal('login.other_browser') : thrown;
  }
}
