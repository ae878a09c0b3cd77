import type { Context } from 'koa';
import { h } from 'preact';
import type { PageFrame } from '../../views/frame.ts';
import { PreviewBackPage } from '../../views/login/preview-back.tsx';
import { pageFrame } from '../http/frame.ts';
import { renderPage } from '../http/render.tsx';
import type * as sources from '../sources/sources.ts';
import type { LoginNeeds } from './needs.ts';
import * as visits from './visit.ts';

/**
 * Visits that staff make to look at a source: the same way there and back as a citizen's, bound to
 * the staff session, and of no use for anything but looking.
 */
export const previews = (needs: LoginNeeds) => ({
  begin: (
    ctx: Context,
    {
      row,
      staff_session_id,
      frame,
    }: { row: sources.SourceRow; staff_session_id: string; frame: PageFrame },
  ): Promise<void> =>
    visits.begin(needs, ctx, {
      ...{ row, frame, ui_locales: ctx.state.lang },
      purpose: { kind: 'preview', staff_session_id },
      // Whoever sits here signs in there now, with the account that they mean to look at.
      reauthenticate: true,
    }),
  take: (handle: string, staff_session_id: string): Promise<visits.Taken> =>
    visits.take(needs, handle, { kind: 'preview', staff_session_id }),
});

/**
 * The staff's cookie comes along only from a page of ours, which this one is: it goes on by itself,
 * or when somebody presses.
 */
export function backToConsole(ctx: Context, source_id: string, handle: string): void {
  const href = `/admin/sources/${source_id}/preview?visit=${handle}`;
  ctx.set('Refresh', `0; url=${href}`);
  ctx.type = 'html';
  ctx.body = renderPage(h(PreviewBackPage, { frame: pageFrame(ctx), href }));
}
