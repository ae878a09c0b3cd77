import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import * as sources from '../../src/sources/sources.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { plant, registration } from './plant.ts';

const staff = { kind: 'staff', id: 'someone' } as const;

describe('the register of department login systems', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
  });
  afterAll(() => database?.drop());

  const trailOf = async (id: string) =>
    (await auditTrail(database.base)).filter((event) => event.source_id === id);
  const refusalOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) =>
        error instanceof Refusal ? { ...error.detail, code: error.code } : error,
    );

  test('a source is registered once, and saying the same again changes nothing', async () => {
    const { base } = database;
    expect(await sources.register(base, registration('twice'))).toBe('added');
    const before = await sources.read(base, 'twice');
    expect(await sources.register(base, registration('twice'))).toBe('same');
    expect(await sources.read(base, 'twice')).toEqual(before);
    expect((await trailOf('twice')).map(({ kind }) => kind)).toEqual(['source.registered']);
  });

  test('a lowered ceiling and a moved issuer are changes, and the trail names the fields', async () => {
    const { base } = database;
    const said = registration('moving');
    await sources.register(base, said);
    const settings = { ...(said.settings as object), issuer: 'https://new.fund.test' };
    database.clock.advance(1);
    expect(await sources.register(base, { ...said, ceiling: 1, settings })).toBe('changed');
    expect((await sources.read(base, 'moving'))?.ceiling).toBe(1);
    const [, change] = await trailOf('moving');
    expect(change).toMatchObject({
      kind: 'source.changed',
      detail: { changed: 'ceiling settings_sealed' },
    });
  });

  test('two nodes that register one source at once make one', async () => {
    const { base } = database;
    const both = await Promise.all([
      sources.register(base, registration('at-once')),
      sources.register(base, registration('at-once')),
    ]);
    expect(both.sort()).toEqual(['added', 'same']);
    expect(await trailOf('at-once')).toHaveLength(1);
  });

  test('wrong settings are refused with the field named, and nothing is kept', async () => {
    const { base } = database;
    const said = registration('wrong');
    const settings = said.settings as Record<string, unknown>;
    const faults: [sources.Registration, string][] = [
      [{ ...said, id: 'Wrong Id' }, 'id'],
      [{ ...said, protocol: 'telepathy' }, 'protocol'],
      [{ ...said, protocol: 'constructor' }, 'protocol'],
      [{ ...said, department_code: 'no-such-office' }, 'department_code'],
      [{ ...said, ceiling: 5 }, 'ceiling'],
      [{ ...said, evidence_days: 0 }, 'evidence_days'],
      [{ ...said, settings: { ...settings, issuer: 'http://login.fund.test' } }, 'settings.issuer'],
      [{ ...said, settings: { ...settings, client_secret: '' } }, 'settings.client_secret'],
      [{ ...said, settings: { ...settings, scope: 'profile' } }, 'settings.scope'],
      [{ ...said, mapping: { fields: {}, levels: { high: 7 } } }, 'mapping.levels.high'],
    ];
    for (const [fault, field] of faults) {
      const refused = refusalOf(sources.register(base, fault));
      expect(await refused).toMatchObject({ code: 'sources.bad_settings', field });
    }
    expect(await sources.read(base, 'wrong')).toBeUndefined();
    expect(await trailOf('wrong')).toEqual([]);
  });

  test('plain http is taken only to this machine, and only when it is allowed', async () => {
    const { base } = database;
    const at = (id: string, issuer: string, allow_http: boolean) => {
      const said = registration(id);
      const settings = { ...(said.settings as object), issuer, allow_http };
      return sources.register(base, { ...said, settings });
    };
    await expect(at('http-far', 'http://login.fund.test', true)).rejects.toThrow(Refusal);
    await expect(at('http-not', 'http://localhost:4001', false)).rejects.toThrow(Refusal);
    expect(await at('http-near', 'http://localhost:4001', true)).toBe('added');
  });

  test('a gateway that people reach over https asks no source in clear, whatever its settings say', async () => {
    const { base } = database;
    const reached = { ...base, plain_http: [] };
    const testBed = { ...base, plain_http: ['localhost:4001'] };
    const at = (id: string, issuer: string) => {
      const said = registration(id);
      const settings = { ...(said.settings as object), issuer, allow_http: true };
      return { ...said, settings };
    };
    const inClear = at('in-clear', 'http://localhost:4001');
    const refused = { code: 'sources.plain_http', detail: { field: 'settings.issuer' } };
    await expect(sources.register(reached, inClear)).rejects.toMatchObject(refused);
    const other = at('in-clear', 'http://localhost:4002');
    await expect(sources.register(testBed, other)).rejects.toMatchObject(refused);
    // Nothing of its own is in clear, but its document could lead anywhere on this machine.
    const allowing = sources.register(reached, at('in-clear', 'https://login.fund.test'));
    await expect(allowing).rejects.toMatchObject({ detail: { field: 'settings.allow_http' } });
    expect(await sources.read(base, 'in-clear')).toBeUndefined();
    expect(await sources.register(testBed, inClear)).toBe('added');
    // Settings that were brought along from a test bed.
    const row = await sources.read(base, 'in-clear');
    if (!row) throw new Error('not registered');
    expect(sources.open(testBed, row).kind).toBe('redirect');
    expect(() => sources.open(reached, row)).toThrow(
      expect.objectContaining({ code: refused.code }),
    );
    await sources.probeDue(reached);
    expect((await sources.read(base, 'in-clear'))?.probe_fault).toBe('sources.plain_http');
  });

  test('the secret at a source stands nowhere in clear, neither in the table nor in the list', async () => {
    const { base } = database;
    await sources.register(base, registration('secretive'));
    const row = await sources.read(base, 'secretive');
    const listed = await sources.list(base);
    const trail = await auditTrail(base);
    expect(JSON.stringify([row, listed, trail])).not.toContain('a secret of nobody');
  });

  test('settings that were moved to another source do not open', async () => {
    const { base } = database;
    await sources.register(base, registration('robbed'));
    await sources.register(base, registration('robber'));
    const robbed = await sources.read(base, 'robbed');
    const robber = await sources.read(base, 'robber');
    if (!robbed || !robber) throw new Error('not registered');
    expect(() =>
      sources.open(base, { ...robber, settings_sealed: robbed.settings_sealed }),
    ).toThrow();
  });

  test('the picker sees each source with its department, its words and where it leads', async () => {
    const { base } = database;
    await sources.register(base, { ...registration('listed'), position: -1 });
    const [first] = await sources.list(base);
    expect(first).toMatchObject({
      id: 'listed',
      kind: 'redirect',
      account_words: { 'zh-CN': '公积金账号' },
      state: 'live',
      health: 'ok',
      ceiling: 2,
      origins: ['https://login.fund.test'],
      department: { code: 'fund-centre', names: { 'zh-CN': '公积金中心' } },
    });
  });

  test('a source that is switched off opens for nobody, and on again it does', async () => {
    const { base } = database;
    await sources.register(base, registration('switched'));
    const open = async () => {
      const row = await sources.read(base, 'switched');
      if (!row) throw new Error('not registered');
      return sources.open(base, row);
    };
    database.clock.advance(1);
    expect(await sources.pause(base, 'switched', staff)).toBe(true);
    expect(await sources.pause(base, 'switched', staff)).toBe(false);
    expect(await refusalOf(open())).toMatchObject({ code: 'sources.paused' });
    expect(await sources.register(base, registration('switched'))).toBe('same');
    expect((await sources.read(base, 'switched'))?.state).toBe('paused');
    database.clock.advance(1);
    expect(await sources.resume(base, 'switched', staff)).toBe(true);
    expect((await open()).kind).toBe('redirect');
    expect((await trailOf('switched')).map(({ kind, actor_id }) => [kind, actor_id])).toEqual([
      ['source.registered', null],
      ['source.paused', 'someone'],
      ['source.resumed', 'someone'],
    ]);
  });

  test('a switch-off waits for a sign-in that holds the source, and is seen by the next', async () => {
    const { base } = database;
    await sources.register(base, registration('held'));
    const order: string[] = [];
    const signIn = await base.db.transaction();
    await sources.holdLive({ ...base, db: signIn }, 'held');
    const off = sources.pause(base, 'held', staff).then(() => order.push('switched off'));
    await base.db.transaction((other) => sources.holdLive({ ...base, db: other }, 'held'));
    order.push('session made');
    await signIn.commit();
    await off;
    expect(order).toEqual(['session made', 'switched off']);
    expect(await refusalOf(sources.holdLive(base, 'held'))).toMatchObject({
      code: 'sources.paused',
    });
    expect(await refusalOf(sources.holdLive(base, 'none'))).toMatchObject({
      code: 'sources.unknown',
    });
  });
});
