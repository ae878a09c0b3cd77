import type { Context } from 'koa';
import { h } from 'preact';
import { inWords } from '../../views/frame.ts';
import { VisitPage } from '../../views/login/visit.tsx';
import { pageFrame } from '../http/frame.ts';
import { formsMayLeadTo, originOf } from '../http/headers.ts';
import { renderPage } from '../http/render.tsx';
import type { To } from '../sources/contract.ts';
import type * as sources from '../sources/sources.ts';

/**
 * A form of its own that the browser posts at the source, to leave or to go back. A source signs the
 * person out at other services then, whose addresses nobody knows here; `further` is where it leads in
 * the end.
 */
export function showForm(
  ctx: Context,
  row: Pick<sources.SourceRow, 'names'>,
  { url, fields }: To & { kind: 'post' },
  purpose: 'sign_out' | 'back',
  further = '',
): void {
  formsMayLeadTo(ctx, [originOf(url) ?? [], originOf(further) ?? [], 'https:'].flat());
  const frame = pageFrame(ctx);
  const source = { name: inWords(row.names, frame.lang) };
  ctx.type = 'html';
  ctx.body = renderPage(h(VisitPage, { frame, source, url, fields, purpose }));
}
