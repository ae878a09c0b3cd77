import type { Context } from 'koa';
import type { JSX } from 'preact';
import { z } from 'zod';
import type { ConsoleFrame } from '../../views/admin/console.tsx';
import { zhCN } from '../../views/locales/console/zh-CN.ts';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
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

/**
 * The filters of a list, from the address; a field left empty in the form is none. Throws
 * `http.bad_input` with the field.
 */
export function filters<F extends z.ZodRawShape>(at: At, fields: F): z.infer<z.ZodObject<F>> {
  const given = Object.fromEntries(
    Object.entries(at.ctx.query).filter(([, value]) => value !== ''),
  );
  const result = z.object(fields).safeParse(given);
  if (result.success) return result.data;
  throw new Refusal('http.bad_input', { field: result.error.issues[0]?.path.join('.') });
}

/** This page's address with other values in its query; undefined takes one out. */
export function addressWith(ctx: Context, changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(ctx.querystring);
  query.delete('done');
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? ctx.path : `${ctx.path}?${text}`;
}
