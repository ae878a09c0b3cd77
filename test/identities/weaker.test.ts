import { describe, expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as identities from '../../src/identities/identities.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { openDesk } from './desk.ts';
import { atYibao, issued } from './people.ts';

const desk = openDesk();

describe('an identity that was prepared at weaker evidence', () => {
  const session = (
    identity_id: string,
    uid: string,
    ways: { link_id?: string; credential_id?: string },
  ) =>
    sessions.start(desk.base, {
      uid,
      identity_id,
      level: 2,
      factor_reach: 2,
      amr: ['pwd'],
      device: 'x',
      network: 'x',
      ...ways,
    });

  it('is joined by its owner with all earlier ways, contacts and sessions suspended, and the owner is told', async () => {
    const weak = await desk.arrive(
      issued(desk.account(), {
        level: 2,
        attributes: { ...desk.person, phone_number: '19900000002' },
      }),
    );
    const { identity_id } = weak;
    const password = {
      identity_id,
      password: '一句不短的话 2026',
      login_name: 'prepared.name',
      bound_level: 2,
    };
    const credential_id = await identities.setPassword(desk.base, password);
    await session(identity_id, desk.account('by link'), { link_id: weak.link_id });
    await session(identity_id, desk.account('by password'), { credential_id });

    const strong = await desk.arrive(
      atYibao(desk.account('yb'), { attributes: { ...desk.person, phone_number: '19900000003' } }),
    );
    expect(strong).toMatchObject({
      outcome: 'linked',
      identity_id,
      suspended: { links: 1, credentials: 1, contacts: 1 },
    });
    expect(await desk.lastEvent('identity.arrived')).toMatchObject({
      detail: { suspended_links: 1, suspended_credentials: 1, suspended_contacts: 1 },
    });

    expect(await sessions.list(desk.base, identity_id)).toEqual([]);
    expect((await identities.claimsOf(desk.base, identity_id))?.phone_number).toBe(
      '+8619900000003',
    );
    expect(
      await credentials.check(desk.base, {
        username: 'prepared.name',
        password: password.password,
      }),
    ).toBeUndefined();
    const first = issued(desk.account(), { level: 2, attributes: desk.person });
    expect(await desk.resolve(first)).toEqual({
      outcome: 'refused',
      reason: 'link_suspended',
    });

    // Proved again, by the owner who came in the strong way.
    expect(await desk.arrive(first, { proved_identity_id: identity_id })).toMatchObject({
      outcome: 'known_link',
      reason: 'proved_again',
    });
    expect(await desk.arrive(first)).toMatchObject({
      outcome: 'known_link',
      identity_id,
      level: 2,
    });
    await identities.setPassword(desk.base, { ...password, bound_level: 3 });
    expect(
      await credentials.check(desk.base, {
        username: 'prepared.name',
        password: password.password,
      }),
    ).toMatchObject({ identity_id });
  });

  it('keeps its ways when one of them is as strong as the arrival', async () => {
    await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const second = await desk.arrive(atYibao(desk.account('yb'), { attributes: desk.person }));
    expect(second.suspended).toBeUndefined();
  });

  it('raises a link by fresh stronger evidence through that link only', async () => {
    const weak = await desk.arrive(issued(desk.account(), { level: 2, attributes: desk.person }));
    expect(weak.level).toBe(2);
    const other = await desk.arrive(
      issued(desk.account('second'), { level: 2, attributes: desk.person }),
    );
    expect(
      await desk.arrive(issued(desk.account(), { level: 3, attributes: desk.person })),
    ).toMatchObject({
      level: 3,
    });
    expect(
      await desk.arrive(issued(desk.account('second'), { level: 2, attributes: desk.person })),
    ).toMatchObject({ link_id: other.link_id, level: 2 });
    expect(
      await desk.arrive(issued(desk.account(), { level: 2, attributes: desk.person })),
    ).toMatchObject({
      level: 3,
    });
  });
});
