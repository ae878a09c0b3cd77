import { h } from 'preact';
import { z } from 'zod';
import { DecoderPage } from '../../views/clients/decoder.tsx';
import * as clients from '../clients/clients.ts';
import * as keys from '../keys/keys.ts';
import { type At, answer } from './at.ts';
import { examine } from './examine.ts';
import { type PortalRoute, page, post } from './route.ts';

/** What a pasted token says, and whether it holds. It is posted, and stands in no address and no log. */

async function decode(at: At, { token }: { token: string }): Promise<void> {
  const { base, needs, reach, frame } = at;
  const own = await clients.list(base, reach, { limit: 1_000 });
  const ids = new Set(own.map(({ id }) => id));
  const examined = await examine(token, {
    ...{ issuer: needs.issuer, now: base.clock.now(), mine: (id: string) => ids.has(id) },
    keys: await keys.publicKeys(base),
  });
  answer(at, h(DecoderPage, { frame, examined }));
}

export const routes: readonly PortalRoute[] = [
  page('/clients/decoder', async (at) => answer(at, h(DecoderPage, { frame: at.frame }))),
  post('/clients/decoder', z.object({ token: z.string().max(20_000) }), decode),
];
