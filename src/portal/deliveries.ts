import { h } from 'preact';
import { z } from 'zod';
import { AppDeliveriesPage } from '../../views/clients/deliveries.tsx';
import type { Base } from '../base.ts';
import { identityBehind, subjectIn } from '../crypto/subject.ts';
import { Refusal } from '../errors.ts';
import { readQuery } from '../http/input.ts';
import * as outbox from '../outbox/overview.ts';
import { noticesTo } from '../outbox/subscriptions.ts';
import { appOf } from './apps.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { openParts } from './parts.ts';
import { type PortalRoute, page, post } from './route.ts';

/** What an application is owed, sign-outs and notices, and having it sent again. */

const ROWS = 50;

const destinationsOf = (id: string) => [`client:${id}`, noticesTo(id)];

/** A delivery goes by a handle: no internal id leaves the gateway. No sector has a blank in its name. */
const SECTOR = 'portal deliveries';
const handleOf = ({ ring }: Base, id: string) => subjectIn(ring, SECTOR, id);
const behind = ({ ring }: Base, handle: string) => identityBehind(ring, SECTOR, handle);
const handle = z.string().regex(/^[\w-]{22}$/);

async function list(at: At): Promise<void> {
  const { base, ctx, frame } = at;
  const app = await appOf(at);
  const asked = readQuery(ctx, z.looseObject({ after: handle.optional() }));
  const after = asked.after && behind(base, asked.after);
  const destination_ids = destinationsOf(app.id);
  const rows = await outbox.look(base, { destination_ids, after, limit: ROWS + 1 });
  const fit = rows.slice(0, ROWS);
  const last = rows.length > ROWS ? fit.at(-1) : undefined;
  answer(
    at,
    h(AppDeliveriesPage, {
      ...{ frame, app, open: openParts(at), first: after === undefined },
      seen: await outbox.destinations(base, destination_ids),
      rows: fit.map((row) => ({ ...row, handle: handleOf(base, row.id) })),
      next: last && handleOf(base, last.id),
    }),
  );
}

async function again(at: At, { delivery }: { delivery: string }): Promise<void> {
  const { base } = at;
  const { id } = await appOf(at);
  const found = await outbox.delivery(base, behind(base, delivery) ?? '');
  // Another application's is answered as what is not there.
  if (!found || !destinationsOf(id).includes(found.destination_id))
    throw new Refusal('developers.not_here');
  await outbox.sendAgain(base, found.id, actorOf(at));
  done(at, `/clients/apps/${id}/deliveries`, 'sent_again');
}

export const routes: readonly PortalRoute[] = [
  page('/clients/apps/:id/deliveries', list),
  post('/clients/apps/:id/deliveries/again', z.object({ delivery: handle }), again),
];
