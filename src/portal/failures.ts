import { h } from 'preact';
import { z } from 'zod';
import { FailuresPage } from '../../views/clients/failures.tsx';
import * as acceptance from '../clients/acceptance/acceptance.ts';
import { Refusal } from '../errors.ts';
import { appOf } from './apps.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { openParts } from './parts.ts';
import { type PortalRoute, page, post } from './route.ts';

/** Failures of the sandbox that a developer switches on for one application of theirs; only there. */

const { switches } = acceptance;
const known = Object.keys(switches.switches) as acceptance.switches.Switch[];
const path = '/clients/apps/:id/failures';

function onlyInSandbox({ needs }: At): void {
  if (!needs.gate.sandbox) throw new Refusal('http.not_found');
}

async function show(at: At): Promise<void> {
  onlyInSandbox(at);
  const { base, frame } = at;
  const app = await appOf(at);
  const { run_id } = await switches.active(base, app.id);
  answer(
    at,
    h(FailuresPage, {
      ...{ frame, app, open: openParts(at), switches: known },
      ...{ on: await switches.list(base, app.id), robot: run_id !== undefined },
    }),
  );
}

const back = ({ params }: At) => `/clients/apps/${params['id']}/failures`;
const which = z.string().max(60);

export const routes: readonly PortalRoute[] = [
  page(path, show),
  post(path, z.object({ switch: which, minutes: z.coerce.number() }), async (at, input) => {
    onlyInSandbox(at);
    const { id: client_id } = await appOf(at);
    await switches.turnOn(at.base, { client_id, ...input }, actorOf(at));
    done(at, back(at), 'switched_on');
  }),
  post(`${path}/off`, z.object({ switch: which }), async (at, input) => {
    onlyInSandbox(at);
    const { id: client_id } = await appOf(at);
    await switches.turnOff(at.base, { client_id, ...input }, actorOf(at));
    done(at, back(at), 'switched_off');
  }),
];
