import { z } from 'zod';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { readQuery } from '../http/input.ts';
import * as sources from '../sources/sources.ts';
import type { At } from './at.ts';

const search = z.looseObject({
  q: z.string().max(100).optional().catch(undefined),
  region: z.string().max(60).optional().catch(undefined),
  from: z.coerce.number().int().min(0).max(100_000).optional().catch(undefined),
});

/** What of many sources a page shows: what its address looks for, in the shape of its view. */
export function looked(
  { ctx, frame }: At,
  listed: readonly sources.Listed[],
  tree: Parameters<typeof sources.browse>[1],
) {
  const { q: query, region, from } = readQuery(ctx, search);
  const found = sources.browse(listed, tree, { query, region, from });
  const t = sentences(frame.lang).picker;
  return {
    shown: found.groups.flatMap((group) => group.sources),
    look: {
      many: listed.length > found.groups.flatMap((group) => group.sources).length || Boolean(query),
      query,
      count: found.count,
      next: found.next,
      trail: found.trail.map(({ code, names }) => ({ code, name: inWords(names, frame.lang) })),
      regions: found.regions.map(({ region: { code, names }, sources }) => ({
        code,
        name: inWords(names, frame.lang),
        said: t.region_count(sources.length),
      })),
    },
  };
}
