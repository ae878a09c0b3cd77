import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as sessions from '../../src/sessions/sessions.ts';
import { lets, mayMove, moves, type State, states, steps } from '../../src/sources/life.ts';
import * as sources from '../../src/sources/sources.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { plant, registration } from './plant.ts';

/** Every move that there is; what does not stand here is none. */
const table: Record<State, State[]> = {
  draft: ['test', 'retired'],
  test: ['draft', 'shadow', 'live', 'retired'],
  shadow: ['test', 'live', 'retired'],
  live: ['paused'],
  paused: ['live', 'retired'],
  retired: [],
};
const pairs = states.flatMap((from) => states.map((to) => ({ from, to })));

describe('the life of a source', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
    await sources.register(database.base, registration('moving'));
  });
  afterAll(() => database?.drop());

  const actor = { kind: 'staff', id: 'someone' } as const;
  const set = (state: State) =>
    database.base.db('sources').where({ id: 'moving' }).update({ state });
  const state = async () => (await sources.read(database.base, 'moving'))?.state;
  const lastOf = async () =>
    (await auditTrail(database.base)).filter(({ kind }) => kind === 'source.moved').at(-1);

  it.each(pairs)('$from → $to', async ({ from, to }) => {
    const allowed = table[from].includes(to);
    expect(mayMove(from, to)).toBe(allowed);
    const own = (from === 'live' && to === 'paused') || (from === 'paused' && to === 'live');
    expect(steps(from).includes(to)).toBe(allowed && !own);
    await set(from);
    database.clock.advance(1_000);
    const moved = sources.move(database.base, { id: 'moving', to, was: from }, actor);
    if (allowed && !own) {
      expect(await moved).toBe(true);
      expect(await state()).toBe(to);
      expect(await lastOf()).toMatchObject({ actor_id: 'someone', detail: { from, to } });
    } else {
      await expect(moved).rejects.toMatchObject({ code: 'sources.no_such_step' });
      expect(await state()).toBe(from);
    }
  });

  it('ends: nothing leads out of retired, also no switch and no registration', async () => {
    expect(moves.retired).toEqual([]);
    await set('retired');
    expect(await sources.resume(database.base, 'moving', actor)).toBe(false);
    expect(await sources.pause(database.base, 'moving', actor)).toBe(false);
    const again = sources.register(database.base, { ...registration('moving'), state: 'live' });
    await expect(again).rejects.toMatchObject({ detail: { field: 'state' } });
    expect(await state()).toBe('retired');
  });

  it('lets nobody be switched on past its life', async () => {
    for (const from of ['draft', 'test', 'shadow'] as const) {
      await set(from);
      expect(await sources.resume(database.base, 'moving', actor)).toBe(false);
      expect(await state()).toBe(from);
    }
  });

  it('is moved only from where that was asked', async () => {
    await set('test');
    const move = { id: 'moving', to: 'live', was: 'shadow' } as const;
    expect(await sources.move(database.base, move, actor)).toBe(false);
    expect(await state()).toBe('test');
  });

  it('has a session begin only in live, and in test for those who are named', async () => {
    await sources.nameTesters(database.base, 'moving', ['tester-0'], actor);
    for (const one of states) {
      await set(one);
      const holds = (account: string) =>
        sources
          .holdLive(database.base, 'moving', async () => account)
          .then(
            () => true,
            () => false,
          );
      const tester = await holds('tester-0');
      expect([one, tester]).toEqual([one, one === 'live' || one === 'test']);
      expect([one, await holds('somebody')]).toEqual([one, one === 'live']);
      expect(lets[one] === 'everybody').toBe(one === 'live');
    }
  });

  it('takes nobody whose password is typed here to compare, since there is no visit', async () => {
    const row = await sources.read(database.base, 'moving');
    if (!row) throw new Error('no source');
    expect(sources.stepsOf({ ...row, state: 'test' })).toContain('shadow');
    const typed = { state: 'test', protocol: 'password-table' } as const;
    expect(sources.stepsOf(typed)).toEqual(['draft', 'live', 'retired']);
  });

  it('names its testers sealed, and the trail says only how many', async () => {
    await sources.nameTesters(database.base, 'moving', ['tester-1', 'tester-2', 'tester-1'], actor);
    const row = await sources.read(database.base, 'moving');
    if (!row) throw new Error('no source');
    expect(row.testers_sealed).not.toContain('tester');
    expect(sources.testersOf(database.base, row)).toEqual(['tester-1', 'tester-2']);
    const trail = await auditTrail(database.base);
    const named = trail.filter(({ kind }) => kind === 'source.testers_named');
    expect(named.map(({ detail }) => detail)).toContainEqual({ named: 2 });
    expect(await sessions.anyLive(database.base, { source_id: 'moving' })).toBe(false);
  });
});
