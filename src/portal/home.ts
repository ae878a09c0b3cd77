import { h } from 'preact';
import { z } from 'zod';
import { PortalHomePage } from '../../views/clients/home.tsx';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import * as developers from '../developers/developers.ts';
import { type At, answer, done } from './at.ts';
import { lineOf } from './progress.ts';
import { type PortalRoute, page, post } from './route.ts';

/** So many applications stand on the first page; a department has a handful. */
const MOST = 200;

/** What waits for this developer, and the applications of each of their departments. */
async function home(at: At): Promise<void> {
  const { base, developer, reach, frame, needs } = at;
  const [invitations, belongs, apps] = [
    await developers.invitationsOf(base, developer.address),
    await developers.departmentsOf(base, developer.developer_id),
    await clients.list(base, reach, { limit: MOST }),
  ];
  const line = lineOf(at);
  const named = await departments.named(
    base,
    invitations.map(({ department_id }) => department_id),
  );
  answer(
    at,
    h(PortalHomePage, {
      ...{ frame, sandbox: needs.gate.sandbox },
      invitations: invitations.map(({ id, department_id, expires_at }) => ({
        ...{ id, expires_at, department: named.get(department_id)?.names ?? '' },
      })),
      departments: belongs.map(({ id, names }) => ({
        ...{ id, names },
        apps: apps.filter((one) => one.department_id === id).map(line),
      })),
      own: apps.filter((one) => !reach.department_ids.includes(one.department_id)).map(line),
    }),
  );
}

const id = z.uuid();
const invited = ({ developer }: At, invitation_id: string) => ({
  ...{ id: invitation_id, developer_id: developer.developer_id, address: developer.address },
});

export const routes: readonly PortalRoute[] = [
  page('/clients', home),
  post('/clients/join', z.object({ invitation: id }), async (at, { invitation }) => {
    await developers.join(at.base, invited(at, invitation));
    done(at, '/clients', 'joined');
  }),
  post('/clients/decline', z.object({ invitation: id }), async (at, { invitation }) => {
    await developers.decline(at.base, invited(at, invitation));
    done(at, '/clients', 'declined');
  }),
  post('/clients/leave', z.object({ department: id }), async (at, { department }) => {
    const { developer_id } = at.developer;
    await developers.leave(at.base, { developer_id, department_id: department });
    done(at, '/clients', 'left');
  }),
];
