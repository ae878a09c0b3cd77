import { h } from 'preact';
import { z } from 'zod';
import { DeveloperSessionsPage } from '../../views/clients/sessions.tsx';
import * as developers from '../developers/developers.ts';
import { type At, answer, done } from './at.ts';
import { type PortalRoute, page, post } from './route.ts';

/** Where a developer is signed in; what they do not know, they end. */

async function list({ base, frame, developer, ...at }: At): Promise<void> {
  const sessions = await developers.sessionsOf(base, developer.developer_id);
  const shown = sessions.map((one) => ({ ...one, here: one.id === developer.id }));
  answer(at, h(DeveloperSessionsPage, { frame, sessions: shown }));
}

const path = '/clients/sessions';

export const routes: readonly PortalRoute[] = [
  page(path, list),
  post(`${path}/end`, z.object({ session: z.uuid() }), async (at, { session }) => {
    const ended = await developers.endOwn(at.base, at.developer, [session]);
    done(at, path, ended > 0 ? 'session_ended' : 'session_none');
  }),
  post(`${path}/end-others`, z.object({}), async (at) => {
    const all = await developers.sessionsOf(at.base, at.developer.developer_id);
    const others = all.map(({ id }) => id).filter((id) => id !== at.developer.id);
    const ended = await developers.endOwn(at.base, at.developer, others);
    done(at, path, ended > 0 ? 'session_ended' : 'session_none');
  }),
];
