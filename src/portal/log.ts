import { h } from 'preact';
import { z } from 'zod';
import type { FilterField } from '../../views/admin/table.tsx';
import { RequestLogPage } from '../../views/clients/log.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import * as clients from '../clients/clients.ts';
import { addressWith, filters } from '../http/list-address.ts';
import { appOf } from './apps.ts';
import { type At, answer } from './at.ts';
import { openParts } from './parts.ts';
import { type PortalRoute, page } from './route.ts';

/** What an application asked in the last days, and why something was refused. */

const ROWS = 50;

const outcomes = ['ok', 'refused', 'failed'] as const;
const fields = {
  outcome: z.enum(outcomes).optional(),
  endpoint: z.enum(clients.requestEndpoints).optional(),
  code: z.string().trim().max(80).optional(),
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
};

async function log(at: At): Promise<void> {
  const app = await appOf(at);
  const { after, ...wanted } = filters(at.ctx, fields);
  const rows = await clients.requestsOf(at.base, app.id, { ...wanted, limit: ROWS + 1, after });
  const fit = rows.slice(0, ROWS);
  const last = rows.length > ROWS ? fit.at(-1)?.id : undefined;
  answer(
    at,
    h(RequestLogPage, {
      ...{ frame: at.frame, app, open: openParts(at), rows: fit, filters: form(at, wanted) },
      filtered: Object.values(wanted).some((value) => value !== undefined),
      first: after === undefined ? undefined : addressWith(at.ctx, { after: undefined }),
      next: last && addressWith(at.ctx, { after: last }),
    }),
  );
}

function form({ frame: { lang } }: At, wanted: clients.RequestsWanted): FilterField[] {
  const { log: t } = sentences(lang).portal;
  const said = sentences(lang).client_requests;
  const all = { value: '', label: sentences(lang).console.table.all };
  return [
    {
      ...{ name: 'outcome', label: t.outcome, value: wanted.outcome },
      options: [all, ...outcomes.map((value) => ({ value, label: said.outcomes[value] }))],
    },
    {
      ...{ name: 'endpoint', label: t.endpoint, value: wanted.endpoint },
      options: [
        all,
        ...clients.requestEndpoints.map((value) => ({ value, label: said.endpoints[value] })),
      ],
    },
    { name: 'code', label: t.code, value: wanted.code },
  ];
}

export const routes: readonly PortalRoute[] = [page('/clients/apps/:id/log', log)];
