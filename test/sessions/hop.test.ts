import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countQueries } from '../../src/db.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { hop, signedIn, somebody } from './people.ts';

let fresh: FreshDatabase;
let citizen: string;
beforeEach(async () => {
  fresh = await freshDatabase();
  citizen = await somebody(fresh.base);
});
afterEach(() => fresh.drop());

describe('a sign-in', () => {
  it('begins a session with its audit event, in one statement', async () => {
    const { base } = fresh;
    const { result, queries } = await countQueries(base.db, () => signedIn(base, citizen));
    expect(queries).toHaveLength(1);
    const [session] = await sessions.list(base, citizen);
    expect(session).toMatchObject({
      id: result.id,
      uid: result.uid,
      source_id: 'gjj',
      amr: ['pwd'],
      level: 2,
      clients: [],
      started_at: base.clock.now(),
    });
    expect(await auditTrail(base)).toMatchObject([
      {
        kind: 'session.started',
        actor_kind: 'identity',
        actor_id: citizen,
        session_id: result.id,
        outcome: 'ok',
      },
    ]);
  });

  it('cannot begin a second session in the same session of the engine', async () => {
    await signedIn(fresh.base, citizen, { uid: 'same' });
    await expect(signedIn(fresh.base, citizen, { uid: 'same' })).rejects.toThrow();
    expect(await auditTrail(fresh.base)).toHaveLength(1);
  });
});

describe('a second sign-in in the same session', () => {
  it('is what the session is from now on; clients and limits stay', async () => {
    const { base, clock } = fresh;
    const session = await signedIn(base, citizen);
    await hop(base, session, citizen, 'hall');
    const [before] = await sessions.list(base, citizen);
    clock.advance(60_000);
    await sessions.raise(base, {
      uid: session.uid,
      identity_id: citizen,
      level: 3,
      factor_reach: 3,
      amr: ['pwd', 'otp'],
      source_id: 'ybj',
      device: 'Firefox · Linux',
      network: '203.0.113.0/24',
    });
    expect(await sessions.list(base, citizen)).toEqual([
      { ...before, level: 3, factor_reach: 3, amr: ['pwd', 'otp'], source_id: 'ybj' },
    ]);
    expect((await auditTrail(base)).at(-1)).toMatchObject({
      kind: 'session.raised',
      session_id: session.id,
      source_id: 'ybj',
    });
  });

  it('of another person is a fault: a session never changes hands', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    const other = await somebody(base);
    const before = await sessions.list(base, citizen);
    const raising = sessions.raise(base, {
      uid: session.uid,
      identity_id: other,
      level: 4,
      factor_reach: 4,
      amr: ['pwd'],
      device: 'Firefox · Linux',
      network: '203.0.113.0/24',
    });
    await expect(raising).rejects.toThrow('never changes its person');
    expect(await sessions.list(base, citizen)).toEqual(before);
  });
});

describe('a first hop to a client', () => {
  it('writes the participant and the audit event in one statement', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    const { queries } = await countQueries(base.db, () => hop(base, session, citizen, 'hall'));
    expect(queries).toHaveLength(1);
    expect((await sessions.list(base, citizen))[0]?.clients).toEqual([
      { client_id: 'hall', first_at: base.clock.now() },
    ]);
    const joined = (await auditTrail(base)).filter(({ kind }) => kind === 'session.joined');
    expect(joined).toMatchObject([
      { client_id: 'hall', session_id: session.id, actor_id: citizen, outcome: 'ok' },
    ]);
  });

  it('in a session that has ended writes nothing, neither participant nor event', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    await sessions.end(base, { ids: [session.id] }, { reason: 'sign_out' });
    const before = (await auditTrail(base)).length;
    const joined = await sessions.join(base, {
      session_id: session.id,
      identity_id: citizen,
      client_id: 'hall',
      sid: 'late',
      told: true,
    });
    expect(joined).toBe(false);
    expect(await auditTrail(base)).toHaveLength(before);
    expect(await base.db('participants')).toEqual([]);
  });

  it('that meets the end of the session is either told of it or never happened', async () => {
    const { base } = fresh;
    for (let round = 0; round < 30; round += 1) {
      const session = await signedIn(base, citizen);
      const ending = () => sessions.end(base, { ids: [session.id] }, { reason: 'sign_out' });
      const joining = () =>
        sessions.join(base, {
          session_id: session.id,
          identity_id: citizen,
          client_id: 'hall',
          sid: `round-${round}`,
          told: true,
        });
      // Whoever is asked first has the better chance; both orders have to come out right.
      const [joined] = await (round % 2
        ? Promise.all([joining(), ending()])
        : Promise.all([ending(), joining()]).then(([, joined]) => [joined]));
      const owed = await base.db('outbox').where({ session_id: session.id, kind: 'logout' });
      expect(owed).toHaveLength(joined ? 1 : 0);
    }
  });

  it('that waits for an ending in progress finds the session over', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    const ending = await base.db.transaction();
    await sessions.end({ ...base, db: ending }, { ids: [session.id] }, { reason: 'staff' });
    const joining = sessions.join(base, {
      session_id: session.id,
      identity_id: citizen,
      client_id: 'hall',
      sid: 'late',
      told: true,
    });
    await waitsForLock(base.db);
    await ending.commit();
    expect(await joining).toBe(false);
  });

  it('that an ending waits for is told of it', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    const joining = await base.db.transaction();
    await hop({ ...base, db: joining }, session, citizen, 'hall');
    const ending = sessions.end(base, { ids: [session.id] }, { reason: 'staff' });
    await waitsForLock(base.db);
    await joining.commit();
    expect(await ending).toBe(1);
    expect(await base.db('outbox').where({ destination_id: 'client:hall' })).toHaveLength(1);
  });
});

/** Until some statement in this database waits for a row of another transaction. */
async function waitsForLock(db: FreshDatabase['base']['db']): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const { rows } = await db.raw(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows.length > 0) return;
  }
  throw new Error('nothing waits for a lock');
}
