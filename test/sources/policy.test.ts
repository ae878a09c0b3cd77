import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRules } from '../../src/identities/policy.ts';
import * as sources from '../../src/sources/sources.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { plant, registration } from './plant.ts';

describe('the policy of a source', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
  });
  afterAll(() => database?.drop());

  const rowOf = async (id: string) => {
    const row = await sources.read(database.base, id);
    if (!row) throw new Error(`no source ${id}`);
    return row;
  };
  const actor = { kind: 'staff', id: 'someone' } as const;
  const lastOf = async (id: string) =>
    (await auditTrail(database.base)).filter(({ source_id }) => source_id === id).at(-1);

  test('is, where nothing was said, what matching holds every source to', async () => {
    await sources.register(database.base, registration('plain'));
    const { regions, ...rules } = sources.policyOf(await rowOf('plain'));
    expect(rules).toEqual(openRules);
    expect(regions).toBeNull();
  });

  test('is said at registration, stays when it is not said again, and a change names its fields', async () => {
    const { base } = database;
    const policy = { may_create: false, regions: ['fund-centre'] };
    await sources.register(base, { ...registration('narrow'), policy });
    expect(sources.policyOf(await rowOf('narrow'))).toMatchObject(policy);
    expect(await sources.register(base, registration('narrow'))).toBe('same');
    expect(sources.policyOf(await rowOf('narrow'))).toMatchObject(policy);
    database.clock.advance(1_000);
    const other = { ...registration('narrow'), policy: { regions: null, corrects: [] } };
    expect(await sources.register(base, other)).toBe('changed');
    expect((await lastOf('narrow'))?.detail).toEqual({ changed: 'corrects regions' });
    expect(sources.policyOf(await rowOf('narrow'))).toMatchObject({ may_create: false });
  });

  test.each([
    ['the national hash, since there is none', { matching: 'national_hash' }, 'no_national_hash'],
    ['a region that is no department', { regions: ['nowhere'] }, 'bad_settings'],
    ['no region at all', { regions: [] }, 'bad_settings'],
    ['nobody', { kinds: [] }, 'bad_settings'],
    ['a field that no source corrects', { corrects: ['name'] }, 'bad_settings'],
    ['a switch that there is not', { may_all: true }, 'bad_settings'],
  ])('is refused with %s, registered or changed', async (_what, policy, code) => {
    const { base } = database;
    const said = { ...registration('refused'), policy: policy as Partial<sources.Policy> };
    await expect(sources.register(base, said)).rejects.toMatchObject({ code: `sources.${code}` });
    expect(await sources.read(base, 'refused')).toBeUndefined();
    await sources.register(base, registration('stays'));
    const was = sources.rulesOf(await rowOf('stays'));
    const change = sources.changeRules(base, { id: 'stays', to: policy, was }, actor);
    await expect(change).rejects.toMatchObject({ code: `sources.${code}` });
    expect(sources.rulesOf(await rowOf('stays'))).toEqual(was);
  });

  test('is changed as it was shown: not when anything of it is other by then', async () => {
    const { base } = database;
    await sources.register(base, registration('shown'));
    const was = sources.rulesOf(await rowOf('shown'));
    const change = (to: Partial<sources.Rules>) =>
      sources.changeRules(base, { id: 'shown', to, was }, actor);
    database.clock.advance(1_000);
    expect(await change({ links_alone: false, corrects: ['email'] })).toBe(true);
    expect(await lastOf('shown')).toMatchObject({
      kind: 'source.changed',
      actor_id: 'someone',
      detail: { changed: 'corrects links_alone', links_alone: false, corrects: 'email' },
    });
    expect(await change({ may_link: false })).toBe(false);
    expect(sources.rulesOf(await rowOf('shown'))).toMatchObject({ may_link: true });
  });

  test('with regions holds for services of these departments and below, and for the account pages', async () => {
    const { base } = database;
    const id = (await base.db('departments').where({ code: 'fund-centre' }).first())?.id ?? '';
    const above = (await base.db('departments').where({ code: 'jilin' }).first())?.id ?? '';
    expect(await sources.servesAt(base, { regions: ['jilin'] }, id)).toBe(true);
    expect(await sources.servesAt(base, { regions: ['fund-centre'] }, id)).toBe(true);
    expect(await sources.servesAt(base, { regions: ['fund-centre'] }, above)).toBe(false);
    expect(await sources.servesAt(base, { regions: ['fund-centre'] }, undefined)).toBe(true);
    expect(await sources.servesAt(base, { regions: null }, above)).toBe(true);
  });
});
