import { describe, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { levelOf, type Proof, proofBy } from '../../src/identities/level.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { openDesk } from './desk.ts';
import { issued } from './people.ts';

const NOW = new Date('2026-03-02T01:00:00Z');
const at = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const proof = (level: number, changes: Partial<Proof> = {}): Proof => ({
  method: 'counter',
  level,
  at: at(-10),
  expires_at: at(10),
  revoked_at: null,
  ...changes,
});

describe('the level of an identity', () => {
  it.each<[string, Proof[], number]>([
    ['is 0 without evidence', [], 0],
    ['is the highest of what is in force', [proof(1), proof(3), proof(2)], 3],
    ['forgets what has expired', [proof(3, { expires_at: at(-1) }), proof(1)], 1],
    ['forgets it in the very instant: intervals are half open', [proof(3, { expires_at: NOW })], 0],
    ['forgets what was revoked', [proof(3, { revoked_at: at(-1) })], 0],
    ['counts what never expires', [proof(4, { expires_at: null })], 4],
    ['does not count tomorrow’s', [proof(3, { at: at(1) })], 0],
  ])('%s', (_title, proofs, level) => {
    expect(levelOf(proofs, NOW)).toBe(level);
  });

  it('takes a self-registered source’s word for level 1 at most, and never as binding', () => {
    expect(proofBy({ registration: 'self_registered', level: 3 })).toMatchObject({
      level: 1,
      binds: false,
    });
    expect(proofBy({ registration: 'issued', level: 1 })).toMatchObject({ level: 1, binds: false });
    expect(proofBy({ registration: 'issued', level: 2 })).toMatchObject({ level: 2, binds: true });
  });
});

describe('a session’s level', () => {
  const desk = openDesk();
  const standing = async (uid: string) => {
    const { rows } = await desk.base.db.raw('select * from session_standing(?, ?, null)', [
      uid,
      desk.clock.now(),
    ]);
    return rows[0];
  };

  it('falls with the evidence, and ends with a suspended link, as the database computes it', async () => {
    const came = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const uid = desk.account('session');
    const { identity_id, link_id } = came;
    await sessions.start(desk.base, {
      uid,
      identity_id,
      link_id,
      level: 3,
      factor_reach: 4,
      amr: [],
      device: 'x',
      network: 'x',
    });
    expect((await standing(uid)).level).toBe(3);
    expect(await identities.level(desk.base, identity_id)).toBe(3);
    await desk.base.db('evidence').where({ identity_id }).update({ expires_at: desk.clock.now() });
    expect((await standing(uid)).level).toBe(0);
    expect(await identities.level(desk.base, identity_id)).toBe(0);
  });
});

describe('what clients are told of a person', () => {
  const desk = openDesk();

  it('holds what sources said, opened, with the level and the date of its evidence', async () => {
    const attributes = {
      ...desk.person,
      alias: '장테스트',
      phone_number: '19900000001',
      email: 'A@example.org',
    };
    const { identity_id } = await desk.arrive(issued(desk.account(), { attributes }));
    const claims = await identities.claimsOf(desk.base, identity_id);
    expect(claims).toMatchObject({
      name: '张测试',
      alias: '장테스트',
      id_type: 'resident_id',
      id_no: desk.person.id_number,
      phone_number: '+8619900000001',
      phone_number_verified: false,
      email: 'a@example.org',
      real_name_level: 3,
      real_name_at: desk.clock.now(),
      version: 1,
    });
    expect(claims?.birthdate).toMatch(/^19\d\d-\d\d-\d\d$/);
  });

  it('counts a version up when something changes, and only then', async () => {
    const said = (phone_number: string) =>
      issued(desk.account(), { attributes: { ...desk.person, phone_number } });
    const { identity_id } = await desk.arrive(said('19900000001'));
    const version = async () => (await identities.claimsOf(desk.base, identity_id))?.version;
    await desk.arrive(said('19900000001'));
    expect(await version()).toBe(1);
    await desk.arrive(said('19900000002'));
    expect(await version()).toBe(2);
    expect((await identities.claimsOf(desk.base, identity_id))?.phone_number).toBe(
      '+8619900000002',
    );
  });

  it('is nothing for somebody who does not exist', async () => {
    const nobody = '01900000-0000-7000-8000-000000000000';
    expect(await identities.claimsOf(desk.base, nobody)).toBeUndefined();
    expect(await identities.read(desk.base, nobody)).toBeUndefined();
  });
});
