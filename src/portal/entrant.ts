import type { Context } from 'koa';
import type { PageFrame } from '../../views/frame.ts';
import type { Base } from '../base.ts';
import type { PortalNeeds } from './needs.ts';

/** One request of somebody who is not signed in yet. */
export interface Entrant {
  needs: PortalNeeds;
  base: Base;
  ctx: Context;
  /** What this browser holds between the two steps; before them, a value that opens nothing. */
  entry: string;
  frame: PageFrame;
}
