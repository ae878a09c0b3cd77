/** Never 3: what was added in a weak session lends the identity, and itself, no more than that session had. */
import { describe, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { openDesk, type Somebody } from '../identities/desk.ts';
import { atYibao, issued, selfMade } from '../identities/people.ts';

const desk = openDesk();

/** Somebody whose session reaches less than their evidence: signed in by what was bound weakly. */
const weakly = (owner: Somebody, proved_level: number) => ({
  proved_identity_id: owner.identity_id,
  proved_level,
});

const owner = () => desk.arrive(issued(desk.account(), { attributes: desk.person }));

describe('an account that is added in a session of level 0', () => {
  it('without a number or name of its own reaches nothing, whoever issued it', async () => {
    const victim = await owner();
    const thiefs = atYibao(desk.account('thief'), { attributes: {} });
    expect(await desk.arrive(thiefs, weakly(victim, 0))).toMatchObject({
      outcome: 'linked',
      identity_id: victim.identity_id,
      level: 0,
    });
    // Nor when it comes again by itself, on the same day or another.
    expect(await desk.arrive(thiefs)).toMatchObject({ outcome: 'known_link', level: 0 });
    desk.clock.advance(2 * 86_400_000);
    expect(await desk.arrive(thiefs)).toMatchObject({ outcome: 'known_link', level: 0 });
  });

  it('with a document that the identity did not have does not own it, and reaches nothing', async () => {
    const victim = await owner();
    const attributes = { id_type: 'passport:KOR', id_number: 'M00000001' };
    const thiefs = atYibao(desk.account('thief'), { attributes });
    expect((await desk.arrive(thiefs, weakly(victim, 0))).level).toBe(0);
    expect(await desk.arrive(thiefs)).toMatchObject({ outcome: 'known_link', level: 0 });
    expect(await desk.arrive(thiefs)).toMatchObject({ outcome: 'known_link', level: 0 });
    const owned = { identity_id: victim.identity_id, standing: 'owned' };
    expect(await desk.count('identifiers', owned)).toBe(1);
  });

  it('with the name and number that anybody may know, at an open register, reaches nothing', async () => {
    const victim = await owner();
    const thiefs = selfMade(desk.account('thief'), { attributes: desk.person });
    expect((await desk.arrive(thiefs, weakly(victim, 0))).level).toBe(0);
    expect((await desk.arrive(thiefs)).level).toBe(0);
  });

  it('does not lengthen or lift the evidence of the identity', async () => {
    const victim = await desk.arrive(
      issued(desk.account(), { level: 2, attributes: desk.person, evidence_days: 1 }),
    );
    const thiefs = atYibao(desk.account('thief'), { attributes: {} });
    await desk.arrive(thiefs, weakly(victim, 0));
    expect(await identities.level(desk.base, victim.identity_id)).toBe(2);
    desk.clock.advance(86_400_000);
    await desk.arrive(thiefs);
    expect(await identities.level(desk.base, victim.identity_id)).toBe(0);
  });

  it('is raised by adding it anew from a stronger session, or when it tells the same number', async () => {
    const person = await owner();
    const [plain, told] = [desk.account('plain'), desk.account('told')];
    const without = atYibao(plain, { attributes: {} });
    await desk.arrive(without, weakly(person, 1));
    expect((await desk.arrive(without)).level).toBe(1);
    expect((await desk.arrive(without, weakly(person, 3))).level).toBe(3);
    expect((await desk.arrive(without)).level).toBe(3);
    const numbered = atYibao(told, { attributes: desk.person });
    expect((await desk.arrive(numbered, weakly(person, 0))).level).toBe(3);
  });

  it('makes of an identity that was nobody’s the person who proves to be somebody', async () => {
    const empty = await desk.arrive(selfMade(desk.account('nobody'), { attributes: {} }));
    const counter = atYibao(desk.account('yb'), { attributes: desk.person });
    expect(await desk.arrive(counter, weakly(empty, 0))).toMatchObject({
      identity_id: empty.identity_id,
      level: 3,
      suspended: { links: 1 },
    });
  });
});
