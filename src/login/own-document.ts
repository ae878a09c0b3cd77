import type { Context } from 'koa';
import { Refusal } from '../errors.ts';
import * as sources from '../sources/sources.ts';
import type { LoginNeeds } from './needs.ts';

/**
 * `/callback/:source/metadata`: what we are to this source, for whoever runs it (SAML Metadata). Open
 * to anybody, and also while the source is switched off: it is read when a department is connected.
 */
export async function ownDocument(needs: LoginNeeds, ctx: Context): Promise<void> {
  const row = await sources.read(needs.base, ctx.params['source'] as string);
  const callback = `${needs.issuer}/callback/${row?.id}`;
  const document = row && sources.published(needs.base, row, callback);
  if (!document) throw new Refusal('sources.unknown', { field: 'source' });
  ctx.type = document.type;
  ctx.body = document.body;
}
