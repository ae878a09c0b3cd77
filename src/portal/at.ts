import type { Context } from 'koa';
import type { JSX } from 'preact';
import { z } from 'zod';
import type { PortalFrame } from '../../views/clients/portal.tsx';
import { zhCN } from '../../views/locales/portal/zh-CN.ts';
import type { Base } from '../base.ts';
import { actor, type DeveloperSession } from '../developers/developers.ts';
import { readQuery } from '../http/input.ts';
import { renderPage } from '../http/render.tsx';
import { seeOther } from '../http/see-other.ts';
import type { PortalNeeds } from './needs.ts';

/** Which clients a developer may see and change at this moment. */
export interface Reach {
  department_ids: readonly string[];
  client_ids: readonly string[];
}

/** One request of a developer who may make it. */
export interface At {
  needs: PortalNeeds;
  base: Base;
  ctx: Context;
  developer: DeveloperSession;
  reach: Reach;
  /** What stands in the address: `/clients/apps/:id`. */
  params: Record<string, string>;
  frame: PortalFrame;
}

/** The developer as the actor of an audit event. */
export const actorOf = ({ developer }: Pick<At, 'developer'>) => actor(developer.developer_id);

/** Answers with a page. */
export function answer({ ctx }: Pick<At, 'ctx'>, page: JSX.Element): void {
  ctx.type = 'html';
  ctx.body = renderPage(page);
}

/** Answers with a file to keep, which no cache does. */
export function answerFile(
  { ctx }: Pick<At, 'ctx'>,
  { name, type, text }: { name: string; type: string; text: string },
): void {
  ctx.set('Content-Disposition', `attachment; filename="${name}"`);
  ctx.set('Content-Type', type);
  ctx.set('Cache-Control', 'no-store');
  ctx.body = text;
}

export type DoneCode = keyof typeof zhCN.done;

/** After an act: back to a page, which says what was done. */
export function done({ ctx }: Pick<At, 'ctx'>, path: string, code: DoneCode): void {
  seeOther(ctx, `${path}${path.includes('?') ? '&' : '?'}done=${code}`);
}

const doneCodes = Object.keys(zhCN.done) as [DoneCode, ...DoneCode[]];

/** What the address says has just been done; an unknown word is no reason to refuse the page. */
export const doneOf = (ctx: Context): DoneCode | undefined =>
  readQuery(ctx, z.looseObject({ done: z.enum(doneCodes).optional().catch(undefined) })).done;
