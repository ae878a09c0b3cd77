// Whole, since a store is tried by all of it, unchanged.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtefactStore, Stored, Writes } from '../../../src/oidc/artefacts/contract.ts';
import { nothingToWrite } from '../../../src/oidc/artefacts/contract.ts';
import type { TestClock } from '../../support/clock.ts';

/** What a store brings to be tried: two nodes on the same state, and the clock of both. */
export interface Rig {
  one: ArtefactStore;
  two: ArtefactStore;
  clock: TestClock;
  /** A session row that stands, for the uid given. */
  plantSession(uid: string): Promise<void>;
  /** A data-modifying CTE that writes `rows` rows and can be read back. */
  also(rows: number): { sql: string; bindings: unknown[]; must: { cte: string; rows: number } };
  alsoWritten(): Promise<number>;
  stop(): Promise<void>;
}

let serial = 0;
const key = () => {
  serial += 1;
  return `key-${serial}`;
};

/** The suite that every artefact store passes unchanged; `name` stands in the titles. */
export function conformance(name: string, makeRig: () => Promise<Rig>): void {
  describe(`the artefact store on ${name}`, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await makeRig();
    });
    afterAll(() => rig.stop());

    const inAnHour = () => new Date(rig.clock.now().getTime() + 3_600_000);
    const row = (kind: Stored['kind'], more: Partial<Stored> = {}): Stored => ({
      kind,
      key: key(),
      payload: { clientId: 'hall', accountId: '01999999-0000-7000-8000-000000000001' },
      expires_at: inAnHour(),
      ...more,
    });
    const write = (store: ArtefactStore, writes: Partial<Writes>) =>
      store.flush({ ...nothingToWrite(), ...writes });
    const find = async (store: ArtefactStore, kind: Stored['kind'], wanted: string) =>
      (await store.prefetch({ kinds: [kind], key: wanted })).rows[0];

    it('finds on one node what another wrote, to the letter', async () => {
      const written = row('AccessToken', {
        payload: { name: '𠮷测试', deep: { list: [1, null] } },
      });
      expect(await write(rig.one, { put: [written] })).toBe(true);
      expect(await find(rig.two, 'AccessToken', written.key)).toEqual(written);
      expect(await find(rig.two, 'AuthorizationCode', written.key)).toBeUndefined();
    });

    it('brings another row along with a session, which has no part in whose it is', async () => {
      const pushed = row('PushedAuthorizationRequest', { payload: { sealed: 'x' } });
      const uid = key();
      await rig.plantSession(uid);
      const session = row('Session', { uid });
      await write(rig.one, { put: [session, pushed] });
      const besides = { kind: 'PushedAuthorizationRequest', key: pushed.key } as const;
      const wanted = { kinds: ['Session'], key: session.key, client_id: 'hall' } as const;
      const both = await rig.two.prefetch({ ...wanted, besides });
      const { besides: brought, ...alone } = both;
      expect(brought).toEqual(pushed);
      expect(alone).toEqual(await rig.two.prefetch(wanted));
      expect(alone.rows.map(({ kind }) => kind)).toEqual(['Session']);
      expect(alone.standing?.session_id).toBeDefined();

      await write(rig.one, { consume: [besides] });
      expect((await rig.two.prefetch({ ...wanted, besides })).besides?.consumed_at).toBeDefined();
      const none = { kind: 'PushedAuthorizationRequest', key: key() } as const;
      expect(await rig.two.prefetch({ ...wanted, besides: none })).toEqual(alone);
      const nobody = await rig.two.prefetch({ ...wanted, key: key(), besides });
      expect([nobody.rows, nobody.besides?.key]).toEqual([[], pushed.key]);
    });

    it('writes a row again in its place', async () => {
      const first = row('Interaction');
      await write(rig.one, { put: [first] });
      await write(rig.two, { put: [{ ...first, payload: { step: 2 } }] });
      expect((await find(rig.one, 'Interaction', first.key))?.payload).toEqual({ step: 2 });
    });

    it('keeps as many as may hang on a row and no more, with 24 writers over two nodes', async () => {
      const visit = row('Visit');
      await write(rig.one, { put: [visit] });
      const answers = Array.from({ length: 24 }, () => row('Visit'));
      const count = { kind: 'Visit', key: visit.key, most: 10 } as const;
      const kept = await Promise.all(
        answers.map((answer, at) => write(at % 2 ? rig.one : rig.two, { put: [answer], count })),
      );
      const found = await Promise.all(answers.map(({ key }) => find(rig.two, 'Visit', key)));
      expect(kept.filter(Boolean)).toHaveLength(10);
      expect(found.map((answer) => answer !== undefined)).toEqual(kept);
      expect((await find(rig.one, 'Visit', visit.key))?.payload).toMatchObject(visit.payload);
    });

    it('keeps nothing that hangs on a row that was taken, or whose time is over', async () => {
      const [taken, over] = [row('Visit'), row('Visit')];
      over.expires_at = new Date(rig.clock.now().getTime() + 1_000);
      await write(rig.one, { put: [taken, over] });
      await rig.two.take('Visit', taken.key);
      rig.clock.advance(1_000);
      for (const { key } of [taken, over]) {
        const answer = row('Visit');
        const count = { kind: 'Visit', key, most: 10 } as const;
        expect(await write(rig.one, { put: [answer], count })).toBe(false);
        expect(await find(rig.one, 'Visit', answer.key)).toBeUndefined();
      }
    });

    it('does not find what has expired, and removes it in batches', async () => {
      const soon = [1, 2, 3].map(() =>
        row('AccessToken', { expires_at: new Date(rig.clock.now().getTime() + 1_000) }),
      );
      const later = row('AccessToken');
      await write(rig.one, { put: [...soon, later] });
      rig.clock.advance(1_000);
      expect(await find(rig.one, 'AccessToken', soon[0]?.key as string)).toBeUndefined();
      expect(await rig.one.removeExpired(2)).toBeLessThanOrEqual(6);
      while ((await rig.one.removeExpired(2)) > 0);
      expect(await find(rig.one, 'AccessToken', later.key)).toBeDefined();
    });

    it('lets exactly one of 8 writers show the same thing, over two nodes, and only the winner writes', async () => {
      for (let round = 0; round < 20; round++) {
        const unique = [key(), key()].map((mark) => ({ key: mark, expires_at: inAnHour() }));
        const puts = Array.from({ length: 8 }, () => row('AccessToken'));
        const kept = await Promise.all(
          puts.map((put, at) =>
            write(at % 2 ? rig.one : rig.two, {
              put: [put],
              // The same marks in any order: nobody waits for anybody.
              unique: at % 3 ? unique : unique.toReversed(),
            }),
          ),
        );
        expect(kept.filter(Boolean)).toHaveLength(1);
        const found = await Promise.all(puts.map((put) => find(rig.two, 'AccessToken', put.key)));
        expect(found.map((one) => one !== undefined)).toEqual(kept);
      }
    });

    it('counts nothing as shown when the rest of the writes was refused, wherever that is kept', async () => {
      for (const kind of ['AuthorizationCode', 'RefreshToken'] as const) {
        const mark = { key: key(), expires_at: inAnHour() };
        const gone = { kind, key: key() };
        expect(await write(rig.one, { unique: [mark], consume: [gone] })).toBe(false);
        expect(await write(rig.two, { unique: [mark] })).toBe(true);
        expect(await write(rig.one, { unique: [mark] })).toBe(false);
      }
    });

    it('forgets what was shown when nobody would believe it any more', async () => {
      const mark = { key: key(), expires_at: new Date(rig.clock.now().getTime() + 1_000) };
      expect(await write(rig.one, { unique: [mark] })).toBe(true);
      expect(await rig.two.unique(mark.key, mark.expires_at)).toBe(false);
      rig.clock.advance(1_000);
      expect(await write(rig.two, { unique: [{ ...mark, expires_at: inAnHour() }] })).toBe(true);
    });

    it.each(['AuthorizationCode', 'PushedAuthorizationRequest', 'RefreshToken'] as const)(
      'lets exactly one of 8 consume a %s, over two nodes, and only the winner writes',
      async (kind) => {
        for (let round = 0; round < 20; round++) {
          const once = row(kind, { grant_id: key() });
          await write(rig.one, { put: [once] });
          const tokens = Array.from({ length: 8 }, () => row('AccessToken'));
          const won = await Promise.all(
            tokens.map((token, at) =>
              write(at % 2 ? rig.one : rig.two, {
                consume: [{ kind, key: once.key }],
                put: [token],
              }),
            ),
          );
          expect(won.filter(Boolean)).toHaveLength(1);
          const there = await Promise.all(
            tokens.map((token) => find(rig.one, 'AccessToken', token.key)),
          );
          expect(there.map(Boolean)).toEqual(won);
          expect((await find(rig.two, kind, once.key))?.consumed_at).toEqual(rig.clock.now());
        }
      },
    );

    it('writes nothing at all when one of several could not be consumed', async () => {
      const code = row('AuthorizationCode');
      const token = row('AccessToken');
      await write(rig.one, { put: [code] });
      const consume: Writes['consume'] = [
        { kind: 'AuthorizationCode', key: code.key },
        { kind: 'AuthorizationCode', key: 'never-was' },
      ];
      expect(await write(rig.one, { consume, put: [token], also: rig.also(1) })).toBe(false);
      expect(await find(rig.one, 'AccessToken', token.key)).toBeUndefined();
      expect((await find(rig.one, 'AuthorizationCode', code.key))?.consumed_at).toBeUndefined();
      expect(await rig.alsoWritten()).toBe(0);
    });

    it('writes nothing when a guard of another folder fails, and all when it holds', async () => {
      const [refused, kept] = [row('AccessToken'), row('AccessToken')];
      const wanting = rig.also(1);
      const failing = { ...wanting, must: { ...wanting.must, rows: 2 } };
      expect(await write(rig.one, { put: [refused], also: failing })).toBe(false);
      expect(await find(rig.one, 'AccessToken', refused.key)).toBeUndefined();
      expect(await write(rig.one, { put: [kept], also: rig.also(1) })).toBe(true);
      expect(await find(rig.one, 'AccessToken', kept.key)).toBeDefined();
      expect(await rig.alsoWritten()).toBe(1);
    });

    it('lets an interaction go once: of two requests that resume it, one writes', async () => {
      const interaction = row('Interaction');
      await write(rig.one, { put: [interaction] });
      const codes = [row('AuthorizationCode'), row('AuthorizationCode')];
      const drop = [{ kind: interaction.kind, key: interaction.key }];
      const won = await Promise.all(
        codes.map((code, at) => write(at ? rig.one : rig.two, { drop, put: [code] })),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const there = await Promise.all(codes.map(({ kind, key }) => find(rig.one, kind, key)));
      expect(there.map(Boolean)).toEqual(won);
    });

    it('gives a taken row to exactly one of 8 callers', async () => {
      const visit = row('Visit');
      await write(rig.one, { put: [visit] });
      const took = await Promise.all(
        Array.from({ length: 8 }, (_, at) => (at % 2 ? rig.one : rig.two).take('Visit', visit.key)),
      );
      expect(took.filter((one) => one !== undefined)).toHaveLength(1);
    });

    it('sees a replayed key once, over two nodes, until its time has passed', async () => {
      const replayed = key();
      const seen = await Promise.all(
        Array.from({ length: 8 }, (_, at) =>
          (at % 2 ? rig.one : rig.two).unique(replayed, inAnHour()),
        ),
      );
      expect(seen.filter(Boolean)).toHaveLength(1);
      rig.clock.advance(3_600_000);
      expect(await rig.one.unique(replayed, inAnHour())).toBe(true);
    });

    it('ends a grant with every token under it, and no other', async () => {
      const grant = row('Grant');
      const under = [
        row('AccessToken', { grant_id: grant.key }),
        row('RefreshToken', { grant_id: grant.key }),
        row('AuthorizationCode', { grant_id: grant.key }),
      ];
      const other = row('AccessToken', { grant_id: key() });
      await write(rig.one, { put: [grant, ...under, other] });
      await write(rig.two, { revoke: [grant.key] });
      for (const gone of [grant, ...under])
        expect(await find(rig.one, gone.kind, gone.key)).toBeUndefined();
      expect(await find(rig.one, 'AccessToken', other.key)).toBeDefined();
    });

    it('brings the session, the grant and the standing along with a token', async () => {
      const uid = key();
      await rig.plantSession(uid);
      const grant = row('Grant');
      const session = row('Session', {
        uid,
        payload: { accountId: 'a', authorizations: { hall: { grantId: grant.key } } },
      });
      const token = row('AccessToken', { grant_id: grant.key, session_uid: uid });
      await write(rig.one, { put: [grant, session, token] });
      const byToken = await rig.two.prefetch({
        kinds: ['AccessToken'],
        key: token.key,
        client_id: 'hall',
      });
      expect(byToken.session).toMatchObject({ uid, key: session.key });
      expect(byToken.grant).toMatchObject({ key: grant.key });
      expect(byToken.standing).toMatchObject({ session_ended: false, joined: false });
      const bySession = await rig.two.prefetch({
        kinds: ['Session'],
        key: session.key,
        client_id: 'hall',
      });
      expect(bySession.grant).toMatchObject({ key: grant.key });
      expect(bySession.standing?.session_id).toBe(byToken.standing?.session_id);
    });

    it('finds a session by its uid while its cookie rotates, and under the new id only', async () => {
      const uid = key();
      const before = row('Session', { uid });
      await write(rig.one, { put: [before] });
      const after = { ...before, key: key() };
      await write(rig.two, { renew: [{ ...after, was: before.key }] });
      expect(await find(rig.one, 'Session', before.key)).toBeUndefined();
      expect((await rig.one.sessionByUid(uid)).rows[0]?.key).toBe(after.key);
    });

    it('keeps a rotated session as it is beside a request that had read it before, which joins its client', async () => {
      const uid = key();
      const payload = { accountId: 'a', amr: ['pwd'], authorizations: { hall: { sid: 'h' } } };
      const before = row('Session', { uid, payload });
      await write(rig.one, { put: [before] });
      const raised = { ...payload, amr: ['pwd', 'otp'] };
      const after = { ...before, key: key(), was: before.key, payload: raised };
      expect(await write(rig.two, { renew: [after] })).toBe(true);
      const fund = { sid: 'f', grantId: 'g' };
      const joined = { ...payload, authorizations: { ...payload.authorizations, fund } };
      const stale = { ...before, was: before.key, payload: joined };
      expect(await write(rig.one, { renew: [stale] })).toBe(true);
      expect(await find(rig.one, 'Session', before.key)).toBeUndefined();
      const { rows, grant: _ } = await rig.two.sessionByUid(uid, 'fund');
      expect([rows[0]?.key, rows[0]?.payload]).toEqual([
        after.key,
        { ...raised, authorizations: joined.authorizations },
      ]);
    });

    it('takes nothing from a request that had read the session before somebody signed in in it', async () => {
      const uid = key();
      const planted = row('Session', { uid, payload: { state: { secret: 'known' } } });
      await write(rig.one, { put: [planted] });
      const payload = { accountId: 'a', authorizations: { hall: { sid: 'h', grantId: 'g' } } };
      const after = { ...planted, key: key(), was: planted.key, payload };
      await write(rig.two, { renew: [after] });
      const theirs = { state: { secret: 'known' }, authorizations: { fund: { sid: 'known' } } };
      await write(rig.one, { renew: [{ ...planted, was: planted.key, payload: theirs }] });
      expect(await find(rig.one, 'Session', planted.key)).toBeUndefined();
      expect((await rig.two.sessionByUid(uid)).rows[0]).toMatchObject({ key: after.key, payload });
      expect((await rig.two.sessionByUid(uid)).rows[0]?.payload).toEqual(payload);
    });

    it('rotates a session once of 8 that would at once, and writes nothing of the others', async () => {
      const uid = key();
      const before = row('Session', { uid });
      await write(rig.one, { put: [before] });
      const rivals = Array.from({ length: 8 }, () => ({
        session: { ...before, key: key(), was: before.key },
        code: row('AuthorizationCode'),
        interaction: row('Interaction'),
      }));
      await write(rig.one, { put: rivals.map(({ interaction }) => interaction) });
      const won = await Promise.all(
        rivals.map(({ session, code, interaction }, at) =>
          write(at % 2 ? rig.one : rig.two, {
            renew: [session],
            put: [code],
            drop: [{ kind: 'Interaction', key: interaction.key }],
          }),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const { session } = rivals[won.indexOf(true)] as (typeof rivals)[number];
      expect((await rig.two.sessionByUid(uid)).rows[0]?.key).toBe(session.key);
      for (const [at, rival] of rivals.entries()) {
        const codes = await find(rig.two, 'AuthorizationCode', rival.code.key);
        const left = await find(rig.two, 'Interaction', rival.interaction.key);
        expect([won[at], codes !== undefined, left !== undefined]).toEqual(
          at === won.indexOf(true) ? [true, true, false] : [false, false, true],
        );
      }
    });

    it('keeps the question whether to sign out beside a request that does not ask it', async () => {
      const uid = key();
      const session = row('Session', { uid, payload: { accountId: 'a', amr: [] } });
      await write(rig.one, { put: [session] });
      const asked = { accountId: 'a', amr: [], state: { secret: 's' } };
      await write(rig.one, { renew: [{ ...session, was: session.key, payload: asked }] });
      await write(rig.two, { renew: [{ ...session, was: session.key }] });
      expect((await rig.one.sessionByUid(uid)).rows[0]?.payload).toEqual(asked);
    });

    it('keeps the clients that two requests join one session with at once, each as it was joined', async () => {
      const uid = key();
      const session = (authorizations: object) =>
        row('Session', { uid, key: `session-${uid}`, payload: { amr: ['pwd'], authorizations } });
      const hall = { sid: 'one', grantId: 'first' };
      await write(rig.one, { put: [session({})] });
      await write(rig.one, { renew: [session({ hall })] });
      // Refused there, with a sid that nobody was told; beside it another client joined.
      await write(rig.two, { renew: [session({ hall: { sid: 'two' }, fund: { sid: 'f' } })] });
      await write(rig.one, { renew: [session({ hall: { sid: 'one', grantId: 'second' } })] });
      const { rows } = await rig.two.sessionByUid(uid, 'hall');
      expect(rows[0]?.payload).toEqual({
        amr: ['pwd'],
        authorizations: { hall: { sid: 'one', grantId: 'second' }, fund: { sid: 'f' } },
      });
    });

    it('never brings an ended session back by a request that had read it before', async () => {
      const uid = key();
      const session = row('Session', { uid });
      await write(rig.one, { put: [session] });
      await rig.two.endSession(uid);
      await write(rig.one, { renew: [session] });
      expect((await rig.one.sessionByUid(uid)).rows).toEqual([]);
    });

    it('never brings a resumed interaction back by a request that had read it before', async () => {
      const interaction = row('Interaction');
      await write(rig.one, { put: [interaction] });
      await write(rig.two, { drop: [{ kind: interaction.kind, key: interaction.key }] });
      expect(await write(rig.one, { renew: [interaction] })).toBe(true);
      expect(await find(rig.two, 'Interaction', interaction.key)).toBeUndefined();
    });

    it('ends a session with its grants, but for what was granted beyond it', async () => {
      const uid = key();
      const [bound, beyond] = [row('Grant'), row('Grant')];
      const authorizations = {
        hall: { grantId: bound.key },
        subhall: { grantId: beyond.key, persistsLogout: true },
        third: {},
      };
      const session = row('Session', { uid, payload: { accountId: 'a', authorizations } });
      const [ends, stays] = [
        row('RefreshToken', { grant_id: bound.key }),
        row('RefreshToken', { grant_id: beyond.key }),
      ];
      await write(rig.one, { put: [session, bound, beyond, ends, stays] });
      await rig.two.endSession(uid);
      await rig.two.endSession(uid);
      expect(await find(rig.one, 'RefreshToken', ends.key)).toBeUndefined();
      expect(await find(rig.one, 'RefreshToken', stays.key)).toBeDefined();
      expect(await find(rig.one, 'Grant', bound.key)).toBeUndefined();
    });

    it('tells the last activity of a session, moved by a save and by a touch', async () => {
      const [uid, unknown] = [key(), key()];
      const session = row('Session', { uid });
      await write(rig.one, { put: [session] });
      rig.clock.advance(60_000);
      await write(rig.two, { touch: [uid] });
      expect(await rig.one.lastActivity([uid, unknown])).toEqual(new Map([[uid, rig.clock.now()]]));
    });
  });
}
