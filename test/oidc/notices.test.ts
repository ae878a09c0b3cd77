/** A client that asked to be told of changes, as it sees what it is told (RFC 8417, RFC 8935). */
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import * as subscriptions from '../../src/outbox/subscriptions.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { authenticates, HOUR, somebody } from './rig.ts';

let g: TestGateway;
let app: RelyingParty;
let count = 0;
const WAIT = { timeout: 15_000, interval: 50 };

beforeAll(async () => {
  g = await startTestGateway();
  app = await registered('noticed');
});
beforeEach(() => {
  app.noticeAnswer = { status: 202 };
  app.notices.length = 0;
  app.repeats.length = 0;
});
afterAll(async () => {
  await app?.stop();
  await g?.stop();
});

/** A client that wants to know of everything, known to the gateway. */
async function registered(id: string, more: Partial<clients.Registration> = {}) {
  const party = await startRelyingParty(id);
  await seedClients(g.base, [party], {
    notices_uri: party.notices_uri,
    subscriptions: ['records.changed', 'identity.changed'],
    scopes: 'openid profile realname records',
    ...more,
  });
  await vi.waitFor(async () => expect(await authenticates(g, id, party.secret)).toBe(true), WAIT);
  return party;
}

/** Somebody who has signed in at a client, with the subject that it knows. */
async function known(party = app): Promise<Citizen & { sub: string }> {
  count += 1;
  const person = await citizen(g.base, `noticed-${count}`, somebody());
  const tokens = await tokensOf(g, party, visitor(), person);
  const { sub } = await party.verified(g.issuer, tokens.id_token as string);
  party.notices.length = 0;
  return { ...person, sub: sub as string };
}

const recordChanged = (person: Citizen, record_id: string, party = app) =>
  subscriptions.announce(g.base, [
    {
      kind: 'records.changed',
      identity_id: person.identity_id,
      object: { record_id },
      client_ids: [party.id],
    },
  ]);

/** The notices owed of records whose id begins so. */
const owed = async (record: string, party = app) =>
  (await outbox.ledger(g.base, { client_id: party.id })).filter(({ notice }) =>
    notice?.record_id?.startsWith(record),
  );

describe('a notice', () => {
  it('is signed, says that something changed and of whom, and nothing of what it is now', async () => {
    const person = await known();
    const owedAt = Math.floor(g.clock.now().getTime() / 1000);
    await recordChanged(person, 'a-case-as-the-outside-knows-it');
    await expect.poll(() => app.notices.length, WAIT).toBe(1);
    const [token = ''] = app.notices;
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'ES256',
      kid: expect.any(String),
      typ: 'secevent+jwt',
    });
    expect(await app.verified(g.issuer, token)).toEqual({
      iss: g.issuer,
      aud: app.id,
      iat: owedAt,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      sub_id: { format: 'iss_sub', iss: g.issuer, sub: person.sub },
      events: { 'urn:songhua:event:records.changed': { id: 'a-case-as-the-outside-knows-it' } },
    });
    // The receiver has it a moment before its receipt is written.
    await expect
      .poll(async () => (await owed('a-case-as-the-outside-knows-it'))[0], WAIT)
      .toMatchObject({ state: 'delivered', receipt: { status: 202 } });
    const [entry] = await owed('a-case-as-the-outside-knows-it');
    expect(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).not.toContain(entry?.id);
    await expect(g.hall.verified(g.issuer, token)).rejects.toThrow(/aud/);
  });

  it('comes when the person changes, to the clients where the person has been', async () => {
    const person = await known();
    await citizen(g.base, `noticed-elsewhere-${count}`, somebody());
    await interventions.suspend(
      g.base,
      { identity_id: person.identity_id, reason_code: 'misuse_suspected' },
      {},
    );
    await expect.poll(() => app.notices.length, WAIT).toBe(1);
    const told = await app.verified(g.issuer, app.notices[0] as string);
    expect(told).toMatchObject({
      sub_id: { sub: person.sub },
      events: { 'urn:songhua:event:identity.changed': {} },
    });
    expect(await outbox.ledger(g.base, { destination_id: 'notices:hall' })).toEqual([]);
  });

  it('is signed with RS256 for a client that takes that', async () => {
    const old = await registered('noticed-rs', { id_token_alg: 'RS256' });
    await recordChanged(await known(old), 'case-rs', old);
    await expect.poll(() => old.notices.length, WAIT).toBe(1);
    const [token = ''] = old.notices;
    expect(decodeProtectedHeader(token).alg).toBe('RS256');
    expect((await old.verified(g.issuer, token)).aud).toBe(old.id);
    await old.stop();
  });

  it('that was not accepted comes again and is known as the same', async () => {
    const person = await known();
    app.noticeAnswer = { status: 503 };
    await recordChanged(person, 'case-again');
    await expect
      .poll(async () => (await owed('case-again'))[0]?.receipt, WAIT)
      .toMatchObject({
        fault: 'status_503',
      });
    app.noticeAnswer = { status: 202 };
    await expect
      .poll(async () => {
        g.clock.advance(HOUR / 10);
        return (await owed('case-again'))[0]?.state;
      }, WAIT)
      .toBe('delivered');
    expect(app.notices).toHaveLength(1);
    expect(app.repeats.length).toBeGreaterThan(0);
    const first = await app.verified(g.issuer, app.notices[0] as string);
    for (const repeat of app.repeats) expect(await app.verified(g.issuer, repeat)).toEqual(first);
  });

  it('that the receiver cannot take is a dead letter at once, and the trail says why', async () => {
    const person = await known();
    app.noticeAnswer = { status: 400, err: 'invalid_audience' };
    await recordChanged(person, 'case-refused');
    await expect.poll(async () => (await owed('case-refused'))[0]?.state, WAIT).toBe('dead');
    const [entry] = await owed('case-refused');
    expect(entry).toMatchObject({ attempts: 1, receipt: { fault: 'invalid_audience' } });
    expect(
      (await auditTrail(g.base)).filter(({ object_id }) => object_id === entry?.id),
    ).toMatchObject([
      { kind: 'delivery.dead', client_id: app.id, code: 'invalid_audience', outcome: 'failed' },
    ]);
  });

  it('that keeps failing rests: a receiver that is down is tried seldom, not at each change', async () => {
    const person = await known();
    app.noticeAnswer = { status: 500 };
    for (let at = 0; at < 20; at += 1) await recordChanged(person, `case-down-${at}`);
    const breaker = () => g.base.db('destinations').where('id', `notices:${app.id}`).first();
    await expect.poll(async () => (await breaker()).opened_until, WAIT).not.toBeNull();
    expect(app.notices.length).toBeLessThan(20);
    app.noticeAnswer = { status: 202 };
    await expect
      .poll(async () => {
        const entries = await owed('case-down-');
        const now = g.clock.now();
        const { opened_until } = await breaker();
        const rests = opened_until !== null && opened_until > now;
        const due = entries.some(({ state, next_at }) => state === 'due' && next_at <= now);
        // Only while nothing can be sent: a slow machine would else reach the day after which all is given up.
        if (rests || !due) g.clock.advance(HOUR / 10);
        return entries.every(({ state }) => state === 'delivered');
      }, WAIT)
      .toBe(true);
  });

  it('that is owed to a client that was suspended meanwhile is not sent', async () => {
    const gone = await registered('noticed-gone');
    const person = await known(gone);
    gone.noticeAnswer = { status: 503 };
    await recordChanged(person, 'case-gone', gone);
    await expect.poll(() => gone.notices.length, WAIT).toBe(1);
    await clients.suspend(g.base, gone.id);
    await expect.poll(() => authenticates(g, gone.id, gone.secret), WAIT).toBe(false);
    const sent = gone.notices.length + gone.repeats.length;
    await expect
      .poll(async () => {
        g.clock.advance(HOUR / 10);
        return (await owed('case-gone', gone))[0]?.receipt;
      }, WAIT)
      .toMatchObject({ fault: 'no_address' });
    expect(gone.notices.length + gone.repeats.length).toBe(sent);
    await gone.stop();
  });
});
