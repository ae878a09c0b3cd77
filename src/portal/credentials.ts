import { h } from 'preact';
import { z } from 'zod';
import { CredentialsPage, NewSecretPage } from '../../views/clients/credentials.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import { transaction } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as dynamic from '../clients/dynamic/dynamic.ts';
import { appOf } from './apps.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { FormFault } from './form-fault.ts';
import { openParts } from './parts.ts';
import { type PortalRoute, page, post } from './route.ts';

/** By what an application proves itself; a change overlaps, so that nothing stands still meanwhile. */

const DAY_MS = 86_400_000;
/** So long an earlier secret may go on beside the new one. */
const OVERLAP_DAYS = 90;
/** The province's clock is eight hours ahead of UTC, the whole year. */
const AHEAD_MS = 8 * 3_600_000;

async function show(at: At): Promise<void> {
  const app = await appOf(at);
  const may = app.state !== 'retired';
  const program = may ? await dynamic.lookedAfterSince(at.base, app.id) : undefined;
  answer(at, h(CredentialsPage, { frame: at.frame, app, open: openParts(at), may, program }));
}

/** The end of the day that was typed, by the clocks of the province; now where none was. */
function endOf(at: At, day: string): Date {
  const now = at.base.clock.now();
  if (day === '') return now;
  const end = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS - AHEAD_MS);
  const over = end.getTime() - now.getTime();
  // A day that is none is not a number, which lies in no range.
  if (!(over > 0 && over <= (OVERLAP_DAYS + 1) * DAY_MS))
    throw new FormFault('earlier', sentences(at.frame.lang).portal.credentials.bad_date);
  return end;
}

async function addSecret(at: At, { earlier = '' }: { earlier?: string }): Promise<void> {
  const { base, frame } = at;
  const app = await appOf(at);
  const earlier_until = endOf(at, earlier.trim());
  const secret = await transaction(base, async (base) => {
    const goOn = earlier_until > base.clock.now();
    const held = await clients.holdSecrets(base, app.id);
    if (goOn && held.length >= clients.MOST_SECRETS)
      throw new FormFault('earlier', sentences(frame.lang).portal.two_secrets);
    return clients.addSecret(base, { client_id: app.id, earlier_until, actor: actorOf(at) });
  });
  answer(at, h(NewSecretPage, { frame, app, open: openParts(at), secret }));
}

async function setKeys(at: At, typed: { jwks: string; jwks_uri: string }): Promise<void> {
  const t = sentences(at.frame.lang).portal.credentials;
  const [pasted, uri] = [typed.jwks.trim(), typed.jwks_uri.trim()];
  if (pasted && uri) throw new FormFault('jwks', t.both);
  const jwks = pasted ? parsed(pasted) : null;
  if (jwks === undefined) throw new FormFault('jwks', t.bad_json);
  const { id } = await appOf(at);
  const said = { jwks, jwks_uri: uri || null };
  const { changed, asked } = await clients.change(at.base, id, said as clients.Said, actorOf(at));
  const came = asked.length > 0 ? 'asked' : changed.length > 0 ? 'saved' : 'nothing';
  done(at, `/clients/apps/${id}/credentials`, came);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const path = '/clients/apps/:id/credentials';

export const routes: readonly PortalRoute[] = [
  page(path, show),
  post(`${path}/secret`, z.object({ earlier: z.string().max(20).optional() }), addSecret),
  post(
    `${path}/keys`,
    z.object({ jwks: z.string().max(20_000), jwks_uri: z.string().max(500) }),
    setKeys,
  ),
  post(`${path}/program`, z.object({}), async (at) => {
    const { id } = await appOf(at);
    const ended = await dynamic.endToken(at.base, id, actorOf(at));
    done(at, `/clients/apps/${id}/credentials`, ended ? 'saved' : 'nothing');
  }),
];
