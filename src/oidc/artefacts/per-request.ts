import type { Context, Next } from 'koa';
import type { Base } from '../../base.ts';
import type { ArtefactStore } from './contract.ts';
import { type UnitOfWork, within } from './unit-of-work.ts';

export interface Hands {
  /** Sessions that the engine ended: tells their participants (sessions.end). */
  sessionsEnded(ctx: Context, work: UnitOfWork, uids: string[]): Promise<void>;
  /** Makes the answer of those who came second. */
  lost(ctx: Context, work: UnitOfWork): Promise<void>;
}

/** Koa middleware: one unit of work a request, flushed before the answer leaves. */
export function unitOfWork(base: Base, store: ArtefactStore, hands: Hands) {
  return (ctx: Context, next: Next): Promise<void> =>
    within(base, store, async (work) => {
      const close = async () => {
        const ended = work.endedSessions();
        if (ended.length > 0) await hands.sessionsEnded(ctx, work, ended);
        return work.flush();
      };
      try {
        await next();
      } catch (error) {
        // A refusal may have ended something (a replay ends its grant); a fault writes nothing.
        if (((error as { status?: number }).status ?? 500) < 500) await close();
        throw error;
      }
      if (ctx.status < 500 && !(await close())) await hands.lost(ctx, work);
    });
}
