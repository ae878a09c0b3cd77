import { beforeEach, describe, expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as merging from '../../src/merging/merging.ts';
import { openDesk, type Somebody } from '../identities/desk.ts';
import { issued, number, selfMade } from '../identities/people.ts';
import { both, join, separate, two } from './desk.ts';

const desk = openDesk();
let survivor: Somebody;
let absorbed: Somebody;

const at = (account: string, attributes: identities.Arrived['attributes']) =>
  selfMade(desk.account(account), { attributes });
const arrive = (arrival: identities.Arrived) => desk.arrive(arrival, { join: 'separate' });
const joined = () => join(desk.base, survivor.identity_id, absorbed.identity_id);
const rows = (table: string, where: object) => desk.base.db(table).where(where);
const current = (table: string, who: Somebody) =>
  rows(table, { identity_id: who.identity_id, until_at: null });

/** Joins, looks, separates: and both are as they were. */
async function whileOne(look: () => Promise<unknown>): Promise<void> {
  const was = await both(desk.base, survivor.identity_id, absorbed.identity_id);
  const merge_id = await joined();
  await look();
  desk.clock.advance(1_000);
  await separate(desk.base, merge_id);
  expect(await both(desk.base, survivor.identity_id, absorbed.identity_id)).toEqual(was);
}

beforeEach(async () => {
  survivor = await arrive(at('one', { phone_number: '+8613900000001' }));
  absorbed = await arrive(
    issued(desk.account('two'), { attributes: { ...desk.person, phone_number: '+8613900000002' } }),
  );
});

describe('where both have something of which only one can stand', () => {
  it('a number that is owned stands for one that was said, on whichever side', async () => {
    survivor = await arrive(at('said', desk.person));
    await whileOne(async () => {
      const numbers = await current('identifiers', survivor);
      expect(numbers.map(({ standing }) => standing)).toEqual(['owned']);
    });
    const merge_id = await joined();
    const again = await desk.arrive(at('said', desk.person));
    expect(again).toMatchObject({ outcome: 'known_link', identity_id: survivor.identity_id });
    await separate(desk.base, merge_id);
    expect((await current('identifiers', survivor)).map(({ standing }) => standing)).toEqual([
      'claimed',
    ]);
  });

  it('the survivor keeps its phone, unless only the other one was proved', async () => {
    await whileOne(async () => expect(await current('contacts', survivor)).toHaveLength(1));
    const [mine] = await current('contacts', survivor);
    await rows('contacts', { identity_id: absorbed.identity_id }).update({
      proved_at: desk.clock.now(),
    });
    await whileOne(async () => {
      const [stands] = await current('contacts', survivor);
      expect([stands?.id === mine?.id, stands?.proved_at]).toEqual([false, expect.any(Date)]);
    });
  });

  it("of two passwords the survivor's opens; the other keeps its login name for itself", async () => {
    const set = (who: Somebody, login_name: string) =>
      credentials.setPassword(desk.base, {
        ...{ identity_id: who.identity_id, login_name, password: `lang ${login_name} chao` },
        bound_level: 2,
      });
    const tries = (username: string) =>
      credentials.check(desk.base, { username, password: `lang ${username} chao` });
    await set(survivor, 'song.one');
    await set(absorbed, 'song.two');
    await whileOne(async () => {
      expect(await tries('song.two')).toBeUndefined();
      const third = await arrive(at('third', {}));
      await expect(set(third, 'song.two')).rejects.toMatchObject({
        code: 'credentials.login_name_taken',
      });
    });
    expect(await tries('song.two')).toMatchObject({ identity_id: absorbed.identity_id });
    expect(await tries('song.one')).toMatchObject({ identity_id: survivor.identity_id });
  });

  it('what the survivor lacks of a name is lent by the other one; what was said since stays', async () => {
    await whileOne(async () =>
      expect(await identities.claimsOf(desk.base, survivor.identity_id)).toMatchObject({
        name: desk.person.name,
        id_no: desk.person.id_number,
      }),
    );
  });

  it('questions about the two are settled by it, others are asked of the survivor once', async () => {
    const question = (identity_id: string, other_identity_id: string | null, reason: string) =>
      desk.base.db('conflicts').insert({
        id: crypto.randomUUID(),
        ...{ identity_id, other_identity_id, reason, source_id: 'gjj' },
        created_at: desk.clock.now(),
      } as never);
    const third = await arrive(at('third', {}));
    await question(absorbed.identity_id, survivor.identity_id, 'other_name');
    await question(survivor.identity_id, third.identity_id, 'other_name');
    await question(absorbed.identity_id, third.identity_id, 'other_name');
    await question(third.identity_id, absorbed.identity_id, 'other_identifier');
    await whileOne(async () => {
      const open = await rows('conflicts', { settled_at: null }).whereIn('identity_id', [
        survivor.identity_id,
        absorbed.identity_id,
        third.identity_id,
      ]);
      expect(
        open.map((one) => [one.identity_id, one.other_identity_id, one.reason]).sort(),
      ).toEqual(
        [
          [survivor.identity_id, third.identity_id, 'other_name'],
          [third.identity_id, survivor.identity_id, 'other_identifier'],
        ].sort(),
      );
    });
  });

  it('what staff ask of both is asked once', async () => {
    for (const { identity_id } of [survivor, absorbed])
      await interventions.requireEvidence(
        desk.base,
        { identity_id, reason_code: 'identity_doubt' },
        {},
      );
    await whileOne(async () => {
      const asked = await rows('interventions', {
        identity_id: survivor.identity_id,
        kind: 'evidence_required',
        lifted_at: null,
      });
      expect(asked).toHaveLength(1);
    });
  });
});

describe('what is not joined', () => {
  const tried = (changes: object = {}) =>
    merging.merge(desk.base, {
      survivor_id: survivor.identity_id,
      absorbed_id: absorbed.identity_id,
      ...{ reason: '同一人', by: two },
      ...changes,
    });

  it('is who is suspended or closed, an organisation with a person, one with itself, nobody', async () => {
    await expect(tried({ absorbed_id: survivor.identity_id })).rejects.toMatchObject({
      code: 'merging.same',
    });
    await expect(tried({ absorbed_id: crypto.randomUUID() })).rejects.toMatchObject({
      code: 'merging.unknown',
    });
    await rows('identities', { id: absorbed.identity_id }).update({ kind: 'organisation' });
    await expect(tried()).rejects.toMatchObject({ code: 'merging.other_kind' });
    await rows('identities', { id: absorbed.identity_id }).update({ kind: 'person' });
    const { identity_id } = absorbed;
    await interventions.suspend(desk.base, { identity_id, reason_code: 'misuse_suspected' }, {});
    await expect(tried()).rejects.toMatchObject({ code: 'merging.not_active' });
  });

  it('nor undone twice, nor before a later one that touches either', async () => {
    const third = await arrive(at('third', { id_type: 'resident_id', id_number: number() }));
    const first = await joined();
    const second = await join(desk.base, third.identity_id, survivor.identity_id);
    await expect(separate(desk.base, first)).rejects.toMatchObject({ code: 'merging.not_last' });
    expect(
      (await merging.list(desk.base, survivor.identity_id)).map((one) => one.can_be_undone),
    ).toEqual([true, false]);
    await separate(desk.base, second);
    await separate(desk.base, first);
    await expect(separate(desk.base, first)).rejects.toMatchObject({ code: 'merging.undone' });
    await expect(separate(desk.base, crypto.randomUUID())).rejects.toMatchObject({
      code: 'merging.unknown',
    });
  });
});
