import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Handlers } from '../../src/outbox/attempt.ts';
import { postForm } from '../../src/outbox/send.ts';
import { drainOnce } from '../../src/outbox/worker.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { hop, signedIn, somebody } from './people.ts';

const DAY = 24 * 60 * 60_000;
let fresh: FreshDatabase;
let hall: FaultyClient;
let fund: FaultyClient;
let citizen: string;
beforeEach(async () => {
  [fresh, hall, fund] = await Promise.all([freshDatabase(), faultyClient(), faultyClient()]);
  citizen = await somebody(fresh.base);
});
afterEach(() => Promise.all([fresh.drop(), hall.stop(), fund.stop()]));

describe('the receipts of a sign-out', () => {
  it('say for each client whether it confirmed, is still being told, or was given up', async () => {
    const { base, clock } = fresh;
    const artefactsEnded: string[] = [];
    const handlers: Handlers = {
      logout: (_base, { id, body }) =>
        postForm(
          body.client_id === 'hall' ? hall.url : fund.url,
          { id },
          { networks: ['127.0.0.0/8'] },
        ),
      artefact: async (_base, { body }) => {
        if ('session_uid' in body) artefactsEnded.push(body.session_uid);
        return { ok: true, status: 204 };
      },
      notice: async () => {
        throw new Error('no notice is owed here');
      },
      message: async () => {
        throw new Error('no message is owed here');
      },
    };
    const session = await signedIn(base, citizen);
    await hop(base, session, citizen, 'hall', 'fund');
    fund.mode = 'refuse';
    const signedOutAt = clock.now();
    await sessions.end(base, { ids: [session.id] }, { reason: 'sign_out' });
    const states = async () =>
      Object.fromEntries(
        (await sessions.receiptsOf(base, [session.id]))
          .flatMap(({ clients }) => clients)
          .map(({ client_id, state }) => [client_id, state]),
      );
    expect(await states()).toEqual({ hall: 'pending', fund: 'pending' });

    await drainOnce(base, handlers);
    expect(artefactsEnded).toEqual([session.uid]);
    const [ended] = await sessions.receipts(base, citizen);
    expect(ended).toMatchObject({
      id: session.id,
      reason: 'sign_out',
      ended_at: signedOutAt,
      device: 'Firefox · Linux',
      clients: [
        { client_id: 'hall', state: 'confirmed', attempts: 1, at: signedOutAt },
        { client_id: 'fund', state: 'pending', attempts: 1, fault: 'status_500' },
      ],
    });

    clock.advance(DAY + 60_000);
    await drainOnce(base, handlers);
    expect(await states()).toEqual({ hall: 'confirmed', fund: 'failed' });
  });

  it('are shown for thirty days, the latest first, and only to the person', async () => {
    const { base, clock } = fresh;
    const other = await somebody(base);
    const ids: string[] = [];
    for (const who of [citizen, citizen, other, citizen]) {
      const { id } = await signedIn(base, who);
      await sessions.end(base, { ids: [id] }, { reason: 'sign_out' });
      if (who === citizen) ids.push(id);
      clock.advance(9 * DAY);
    }
    const shown = (await sessions.receipts(base, citizen)).map(({ id }) => id);
    expect(shown).toEqual([ids[2], ids[1]]);
  });

  it('of a session that lives are none', async () => {
    const session = await signedIn(fresh.base, citizen);
    expect(await sessions.receiptsOf(fresh.base, [session.id])).toEqual([]);
  });
});

describe('the clients that a person ever went to', () => {
  it('are listed once each, the latest first, by pages', async () => {
    const { base, clock } = fresh;
    const first = await signedIn(base, citizen);
    const begun = clock.now();
    for (const client of ['hall', 'fund', 'clinic']) {
      await hop(base, first, citizen, client);
      clock.advance(1_000);
    }
    await hop(base, await signedIn(base, citizen), citizen, 'hall');
    const page = await sessions.clientsOf(base, citizen, { limit: 2 });
    expect(page).toMatchObject([
      { client_id: 'hall', first_at: begun, last_at: clock.now() },
      { client_id: 'clinic' },
    ]);
    const rest = await sessions.clientsOf(base, citizen, { before: page[1] });
    expect(rest.map(({ client_id }) => client_id)).toEqual(['fund']);
  });

  it('come with every scope that they were granted', async () => {
    const { base } = fresh;
    for (const scope of ['openid profile', 'openid realname']) {
      const session_id = (await signedIn(base, citizen)).id;
      const what = { session_id, identity_id: citizen, client_id: 'hall', sid: scope, told: true };
      await sessions.join(base, { ...what, scope });
    }
    const [hall] = await sessions.clientsOf(base, citizen);
    expect(hall?.scopes).toEqual(['openid', 'profile', 'realname']);
  });
});
