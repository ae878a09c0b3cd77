/** What a person has blocked goes along when two identities are joined, and comes back with whoever said it. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as blocks from '../../src/identities/blocks.ts';
import * as identities from '../../src/identities/identities.ts';
import { merge } from '../../src/merging/merge.ts';
import { unmerge } from '../../src/merging/unmerge.ts';
import * as sources from '../../src/sources/sources.ts';
import { plant, registration } from '../sources/plant.ts';
import { openDesk, type Somebody } from './desk.ts';
import { issued, number } from './people.ts';

const desk = openDesk();
beforeAll(async () => {
  await plant(desk.base);
  for (const id of ['gjj', 'yibao'])
    await sources.register(desk.base, { ...registration(id), ceiling: 3 });
});
const by = {
  kind: 'approval',
  approval_id: '0190a000-0000-7000-8000-000000000001',
  asked_by: '0190a000-0000-7000-8000-000000000002',
  decided_by: '0190a000-0000-7000-8000-000000000003',
} as const;
const open = new Set(['gjj', 'yibao']);
const said = ({ identity_id }: Somebody, strength = 3) => ({ identity_id, strength });

const somebody = () => desk.arrive(issued(desk.account(), { attributes: desk.person }));

/** A second way in, so that the first one may be shut. */
const at = (source_id: string) => ({
  ...issued(desk.account(source_id), { attributes: desk.person }),
  source_id,
});

async function withTwoWays() {
  const one = await somebody();
  await desk.arrive(at('yibao'));
  return one;
}

const block = (one: Somebody, source_id: string, strength = 3) =>
  blocks.block(desk.base, { ...said(one, strength), source_id, ceiling: 3, open });

describe('a source that its person has blocked', () => {
  it('is refused at the next arrival, and opens again when it is let in', async () => {
    const one = await withTwoWays();
    await block(one, 'yibao');
    expect(await desk.resolve(at('yibao'))).toEqual({
      outcome: 'refused',
      reason: 'source_blocked',
    });
    await blocks.allow(desk.base, { ...said(one), source_id: 'yibao', needed: 3 });
    expect((await desk.resolve(at('yibao'))).outcome).toBe('known_link');
  });

  it('takes no new account either, nor one that is proved besides', async () => {
    const one = await somebody();
    await blocks.block(desk.base, { ...said(one), source_id: 'yibao', ceiling: 3, open });
    expect((await desk.resolve(at('yibao'))).reason).toBe('source_blocked');
    const proved = { proved_identity_id: one.identity_id, proved_level: 3 };
    expect((await desk.resolve(at('yibao'), proved)).reason).toBe('source_blocked');
    expect(await identities.links(desk.base, one.identity_id)).toHaveLength(1);
  });

  it('pressed twice is one block, one event, one line of the list', async () => {
    const one = await withTwoWays();
    await Promise.all([block(one, 'yibao'), block(one, 'yibao')]);
    const { identity_id } = one;
    expect(await desk.count('source_blocks', { identity_id })).toBe(1);
    expect(await desk.count('interventions', { identity_id, kind: 'source_blocked' })).toBe(1);
  });

  it('of two that are shut in the same instant one stays, where these are the only ways', async () => {
    const one = await withTwoWays();
    const both = await Promise.allSettled([block(one, 'gjj'), block(one, 'yibao')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is neither shut nor let in by a weaker way; where none is as strong, the strongest lets it in', async () => {
    const one = await withTwoWays();
    await expect(block(one, 'yibao', 2)).rejects.toMatchObject({
      code: 'identities.stronger_way_needed',
    });
    await block(one, 'yibao');
    const weakly = { ...said(one, 2), source_id: 'yibao' };
    await expect(blocks.allow(desk.base, { ...weakly, needed: 3 })).rejects.toMatchObject({
      code: 'identities.stronger_way_needed',
    });
    await blocks.allow(desk.base, { ...weakly, needed: 2 });
    expect(await blocks.among(desk.base, one.identity_id, ['yibao'])).toEqual(new Set());
  });

  it('lets nothing go on that stood on it before, once it is let in again', async () => {
    const one = await withTwoWays();
    const which = { identity_id: one.identity_id, source_id: 'yibao' };
    const before = desk.clock.now();
    desk.clock.advance(1_000);
    await block(one, 'yibao');
    desk.clock.advance(1_000);
    const between = { ...which, at: desk.clock.now() };
    expect(await blocks.blockedSince(desk.base, between)).toBe(true);
    await blocks.allow(desk.base, { ...said(one), source_id: 'yibao', needed: 3 });
    expect(await blocks.blockedSince(desk.base, { ...which, at: before })).toBe(true);
    expect(await blocks.blockedSince(desk.base, between)).toBe(false);
  });

  it('leaves the other way as the last one: its link is not taken away', async () => {
    const one = await withTwoWays();
    await block(one, 'yibao');
    const { identity_id, link_id } = one;
    await expect(identities.unlink(desk.base, { identity_id, link_id })).rejects.toMatchObject({
      code: 'identities.last_way_in',
    });
  });
});

describe('sources that are connected later', () => {
  it('are blocked up to the strength of the way that it was said in, until each is let in', async () => {
    const one = await withTwoWays();
    await blocks.blockNew(desk.base, said(one, 2));
    const rows = desk.base.db('sources').where({ id: 'yibao' });
    const first_live_at = new Date(desk.clock.now().getTime() + 60_000);
    await rows.clone().update({ first_live_at, ceiling: 3 });
    expect(await blocks.among(desk.base, one.identity_id, ['gjj', 'yibao'])).toEqual(new Set());
    await rows.clone().update({ ceiling: 2 });
    expect((await desk.resolve(at('yibao'))).reason).toBe('source_blocked');
    await blocks.allow(desk.base, { ...said(one), source_id: 'yibao', needed: 2 });
    expect((await desk.resolve(at('yibao'))).outcome).toBe('known_link');
    await blocks.allowNew(desk.base, { ...said(one), strongest: 3 });
    expect((await blocks.blocked(desk.base, one.identity_id)).new_since).toBeUndefined();
    await rows.clone().update({ first_live_at: new Date(0), ceiling: 3 });
  });
});

describe('when two identities are joined', () => {
  it('what either blocked is blocked, and goes back with whoever did', async () => {
    const one = await withTwoWays();
    const other = await desk.arrive(
      issued('gjj of another', { attributes: { ...desk.person, id_number: number() } }),
    );
    await blocks.block(desk.base, { ...said(other), source_id: 'yibao', ceiling: 3, open });
    const merge_id = await merge(desk.base, {
      ...{ survivor_id: one.identity_id, absorbed_id: other.identity_id },
      ...{ reason: 'one person', by },
    });
    expect((await desk.resolve(at('yibao'))).reason).toBe('source_blocked');
    await unmerge(desk.base, { merge_id, by });
    expect((await desk.resolve(at('yibao'))).outcome).toBe('known_link');
    expect(await blocks.among(desk.base, other.identity_id, ['yibao'])).toEqual(new Set(['yibao']));
  });
});
