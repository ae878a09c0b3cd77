import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/db.ts';
import { judge, standardLimits } from '../../src/sessions/limits.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { MORNING } from '../support/clock.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { hop, signedIn, somebody } from './people.ts';

const MINUTE = 60_000;
const minutesOn = (minutes: number) => new Date(MORNING.getTime() + minutes * MINUTE);

describe('what becomes of a session that is looked at', () => {
  const session = { kind: 'browser', started_at: MORNING, ends_at: minutesOn(720) } as const;
  const kiosk = { ...session, kind: 'kiosk' } as const;
  it.each([
    ['just begun', session, undefined, 0, { due_at: minutesOn(30) }],
    ['active ten minutes ago', session, 20, 30, { due_at: minutesOn(50) }],
    ['idle for half an hour', session, 20, 50, { end: 'idle' }],
    ['never active for half an hour', session, undefined, 30, { end: 'idle' }],
    ['active near its absolute limit', session, 715, 716, { due_at: minutesOn(720) }],
    ['active at its absolute limit', session, 720, 720, { end: 'absolute' }],
    ['at a kiosk, active a minute ago', kiosk, 9, 10, { due_at: minutesOn(11) }],
    ['at a kiosk, idle for two minutes', kiosk, 8, 10, { end: 'kiosk_idle' }],
    ['active in the future of another node’s clock', session, 45, 10, { due_at: minutesOn(40) }],
  ] as const)('%s', (_case, which, last, now, verdict) => {
    const activity = last === undefined ? undefined : minutesOn(last);
    expect(judge(which, activity, minutesOn(now), standardLimits)).toEqual(verdict);
  });
});

describe('the sweeper', () => {
  let fresh: FreshDatabase;
  let citizen: string;
  let activity: Map<string, Date>;
  let asked: string[][];
  const artefacts: sessions.ArtefactEndings = {
    endSession: async () => {},
    lastActivity: async (uids) => {
      asked.push(uids);
      return activity;
    },
  };
  beforeEach(async () => {
    fresh = await freshDatabase();
    citizen = await somebody(fresh.base);
    activity = new Map();
    asked = [];
  });
  afterEach(() => fresh.drop());
  const endings = async () =>
    (await sessions.receipts(fresh.base, citizen)).map(({ id, reason, clients }) => ({
      id,
      reason,
      clients: clients.map(({ state }) => state),
    }));

  it('looks at nothing before it is due', async () => {
    await signedIn(fresh.base, citizen);
    fresh.clock.advance(29 * MINUTE);
    expect(await sessions.sweep(fresh.base, artefacts)).toBe(0);
    expect(asked).toEqual([]);
  });

  it('lets an active session live, and ends it after half an hour without activity; clients keep their own limits', async () => {
    const { base, clock } = fresh;
    const session = await signedIn(base, citizen);
    await hop(base, session, citizen, 'hall');
    activity.set(session.uid, minutesOn(20));
    clock.set(minutesOn(30));
    await sessions.sweep(base, artefacts);
    expect(await endings()).toEqual([]);
    clock.set(minutesOn(49));
    expect(await sessions.sweep(base, artefacts)).toBe(0);
    clock.set(minutesOn(50));
    await sessions.sweep(base, artefacts);
    expect(asked).toEqual([[session.uid], [session.uid]]);
    expect(await endings()).toEqual([{ id: session.id, reason: 'idle', clients: ['untold'] }]);
    const ended = (await auditTrail(base)).filter(({ kind }) => kind === 'session.ended');
    expect(ended).toMatchObject([{ session_id: session.id, detail: { reason: 'idle', owed: 0 } }]);
  });

  it('ends a session at its absolute limit however active it is, and tells every client', async () => {
    const { base, clock } = fresh;
    const session = await signedIn(base, citizen);
    await hop(base, session, citizen, 'hall');
    for (let minute = 25; minute <= 720; minute += 5) {
      clock.set(minutesOn(minute));
      activity.set(session.uid, minutesOn(minute));
      await sessions.sweep(base, artefacts);
    }
    expect(await endings()).toEqual([{ id: session.id, reason: 'absolute', clients: ['pending'] }]);
  });

  it('ends a kiosk’s session after two minutes and tells every client', async () => {
    const { base, clock } = fresh;
    const session = await signedIn(base, citizen, { kind: 'kiosk' });
    await hop(base, session, citizen, 'hall');
    clock.advance(2 * MINUTE);
    await sessions.sweep(base, artefacts);
    expect(await endings()).toEqual([
      { id: session.id, reason: 'kiosk_idle', clients: ['pending'] },
    ]);
  });

  it('shares the work with another node: no session is looked at twice', async () => {
    const { base, clock } = fresh;
    const second = connect(fresh.url);
    for (let count = 0; count < 40; count += 1) await signedIn(base, citizen);
    clock.advance(30 * MINUTE);
    const looked = await Promise.all([
      sessions.sweep(base, artefacts),
      sessions.sweep({ ...base, db: second }, artefacts),
    ]);
    await second.destroy();
    expect(looked[0] + looked[1]).toBe(40);
    expect(new Set(asked.flat()).size).toBe(40);
    const ended = (await auditTrail(base)).filter(({ kind }) => kind === 'session.ended');
    expect(ended).toHaveLength(40);
  });

  it('that dies over a batch leaves it to be looked at again', async () => {
    const { base, clock } = fresh;
    const session = await signedIn(base, citizen);
    clock.advance(30 * MINUTE);
    const gone = { ...artefacts, lastActivity: () => Promise.reject(new Error('store is gone')) };
    await expect(sessions.sweep(base, gone)).rejects.toThrow('store is gone');
    expect(await sessions.sweep(base, artefacts)).toBe(0);
    clock.advance(MINUTE);
    await sessions.sweep(base, artefacts);
    expect(await endings()).toMatchObject([{ id: session.id, reason: 'idle' }]);
  });
});
