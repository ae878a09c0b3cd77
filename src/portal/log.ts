import { h } from 'preact';
import { z } from 'zod';
import { RequestLogPage } from '../../views/clients/log.tsx';
import * as clients from '../clients/clients.ts';
import { readQuery } from '../http/input.ts';
import { appOf } from './apps.ts';
import { type At, answer } from './at.ts';
import { openParts } from './parts.ts';
import { type PortalRoute, page } from './route.ts';

/** What an application asked in the last days, and why something was refused. */

const ROWS = 50;

async function log(at: At): Promise<void> {
  const app = await appOf(at);
  const { after } = readQuery(
    at.ctx,
    z.looseObject({
      after: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    }),
  );
  const rows = await clients.requestsOf(at.base, app.id, { limit: ROWS + 1, after });
  const fit = rows.slice(0, ROWS);
  answer(
    at,
    h(RequestLogPage, {
      ...{ frame: at.frame, app, open: openParts(at), rows: fit, first: after === undefined },
      next: rows.length > ROWS ? fit.at(-1)?.id : undefined,
    }),
  );
}

export const routes: readonly PortalRoute[] = [page('/clients/apps/:id/log', log)];
