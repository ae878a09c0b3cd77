import { h } from 'preact';
import { z } from 'zod';
import { LogoPage } from '../../views/clients/logo.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import * as clients from '../clients/clients.ts';
import { PICTURE_BYTES } from '../clients/picture.ts';
import { appOf } from './apps.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { FormFault } from './form-fault.ts';
import { openParts } from './parts.ts';
import { type PortalRoute, page, post } from './route.ts';

/** The picture of an application: handing one in, taking it away. */

async function show(at: At): Promise<void> {
  const { base, frame } = at;
  const app = await appOf(at);
  const asked = (await clients.openChange(base, app.id))?.body.logo;
  const may = app.state === 'draft' || app.state === 'live' || app.state === 'suspended';
  answer(at, h(LogoPage, { frame, app, open: openParts(at), may, ...(asked && { asked }) }));
}

async function set(at: At, bytes: Buffer | null): Promise<void> {
  const { id } = await appOf(at);
  const came = await clients.setLogo(at.base, id, bytes, actorOf(at));
  const { faults } = sentences(at.frame.lang).applications.logo;
  if (typeof came === 'string') throw new FormFault('file', faults[came]);
  const { changed, asked } = came;
  const word = asked.length > 0 ? 'asked' : changed.length > 0 ? 'saved' : 'nothing';
  done(at, `/clients/apps/${id}/logo`, word);
}

const path = '/clients/apps/:id/logo';

export const routes: readonly PortalRoute[] = [
  page(path, show),
  {
    ...post(
      path,
      z.looseObject({ file: z.instanceof(Buffer).optional() }),
      async (at, { file }) => {
        const { faults } = sentences(at.frame.lang).applications.logo;
        if (!file || file.length === 0) throw new FormFault('file', faults.empty);
        await set(at, file);
      },
    ),
    // A larger one is read so far that its page can say so.
    file_bytes: 4 * PICTURE_BYTES,
  },
  post(`${path}/remove`, z.object({}), (at) => set(at, null)),
];
