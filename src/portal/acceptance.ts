import { h } from 'preact';
import { z } from 'zod';
import { AcceptancePage } from '../../views/clients/acceptance.tsx';
import * as acceptance from '../clients/acceptance/acceptance.ts';
import { Refusal } from '../errors.ts';
import { appOf } from './apps.ts';
import { type At, actorOf, answer, answerFile, done } from './at.ts';
import { openParts } from './parts.ts';
import { file, type PortalRoute, page, post } from './route.ts';

/** The acceptance of an application, in the sandbox: asking for a run, and what came of the latest one. */

async function show(at: At): Promise<void> {
  const { base, frame, needs } = at;
  if (!needs.gate.sandbox) throw new Refusal('http.not_found');
  const app = await appOf(at);
  const found = await acceptance.latest(base, app.id);
  const signed = await acceptance.latestSigned(base, needs.issuer, app.id);
  const counts = (await acceptance.leftToExcuse(base, app.id)) !== undefined;
  answer(
    at,
    h(AcceptancePage, {
      ...{ frame, app, open: openParts(at), home: app.home_uri },
      ...(signed && { signed }),
      found: found && {
        ...{ state: found.state, passed: found.passed, asked_at: found.asked_at },
        to_excuse: found.to_excuse,
        stale: (found.passed || found.to_excuse.length > 0) && !counts,
        addresses: found.addresses,
        points: found.points.map((point) => {
          const { standard, advised = false } = acceptance.toldOf(point.code);
          return { ...point, standard, advised };
        }),
      },
    }),
  );
}

/** The signed report, as the page shows it (RFC 7515 §9.2.1: a compact JWS). */
async function report(at: At): Promise<void> {
  const { base, params, needs } = at;
  const id = params['id'] ?? '';
  const signed = needs.gate.sandbox && (await acceptance.latestSigned(base, needs.issuer, id));
  if (!signed) throw new Refusal('http.not_found');
  answerFile(at, { name: `${id}-acceptance.jws`, type: 'application/jose', text: signed });
}

// What is missing is named with the rest that cannot stand, all at once (clients/acceptance).
const address = z.string().trim().default('');
const path = '/clients/apps/:id/acceptance';

export const routes: readonly PortalRoute[] = [
  page(path, show),
  file(`${path}/report`, report),
  post(
    path,
    z.object({ start: address, inside: address, sign_out: address }),
    async (at, { start, inside, sign_out }) => {
      if (!at.needs.gate.sandbox) throw new Refusal('http.not_found');
      const { id } = await appOf(at);
      await acceptance.start(at.base, id, { start, inside, sign_out }, actorOf(at));
      done(at, `/clients/apps/${id}/acceptance`, 'trying');
    },
  ),
];
