import type { Context } from 'koa';
import type { JSX } from 'preact';
import { z } from 'zod';
import type { ConsoleFrame } from '../../views/admin/console.tsx';
import { zhCN } from '../../views/locales/console/zh-CN.ts';
import type { Base } from '../base.ts';
import { readQuery } from '../http/input.ts';
import { renderPage } from '../http/render.tsx';
import { seeOther } from '../http/see-other.ts';
import type { StaffSession } from '../staff/staff.ts';
import type { AdminNeeds } from './needs.ts';
import type { Scope } from './scope.ts';

/** One request of somebody of the staff who may make it: what every page and post here stands on. */
export interface At {
  needs: AdminNeeds;
  base: Base;
  ctx: Context;
  staff: StaffSession;
  /** How far the permission of this route reaches in this person's hands. */
  scope: Scope;
  /** What stands in the address: `/admin/sources/:id`. */
  params: Record<string, string>;
  /** Rows that one answer holds at most: a page, or a file. */
  limit: number;
  frame: ConsoleFrame;
}

/** The staff as the actor of an audit event. */
export const actorOf = ({ staff }: At) => ({ kind: 'staff', id: staff.staff_id }) as const;

/** Answers with a page. */
export function answer({ ctx }: At, page: JSX.Element): void {
  ctx.type = 'html';
  ctx.body = renderPage(page);
}

export type DoneCode = keyof typeof zhCN.done;

/** After an act: back to a page, which says what was done. */
export function done(at: At, path: string, code: DoneCode): void {
  seeOther(at.ctx, `${path}${path.includes('?') ? '&' : '?'}done=${code}`);
}

const doneCodes = Object.keys(zhCN.done) as [DoneCode, ...DoneCode[]];

/** What the address says has just been done; an unknown word is no reason to refuse the page. */
export const doneOf = (ctx: Context): DoneCode | undefined =>
  readQuery(ctx, z.looseObject({ done: z.enum(doneCodes).optional().catch(undefined) })).done;
