import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../../src/base.ts';
import { newId } from '../../src/crypto/ids.ts';
import { countQueries } from '../../src/db.ts';
import { endReasons } from '../../src/sessions/reasons.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { hop, signedIn, somebody } from './people.ts';

let fresh: FreshDatabase;
let citizen: string;
beforeEach(async () => {
  fresh = await freshDatabase();
  citizen = await somebody(fresh.base);
});
afterEach(() => fresh.drop());

const owed = () => fresh.base.db('outbox').orderBy(['kind', 'id']);
const ended = async () =>
  (await auditTrail(fresh.base)).filter(({ kind }) => kind === 'session.ended');
const liveIds = async (identity: string) =>
  (await sessions.list(fresh.base, identity)).map(({ id }) => id);

describe('the end of a session', () => {
  it.each(Object.entries(endReasons))(
    'because of %s owes what the rule says',
    async (reason, { tells }) => {
      const { base } = fresh;
      const session = await signedIn(base, citizen);
      await hop(base, session, citizen, 'hall', 'fund');
      await sessions.end(
        base,
        { ids: [session.id] },
        { reason: reason as keyof typeof endReasons },
      );
      const rows = await owed();
      expect(rows.map(({ destination_id }) => destination_id).sort()).toEqual(
        tells ? ['artefacts', 'client:fund', 'client:hall'] : ['artefacts'],
      );
      expect(await ended()).toMatchObject([
        {
          session_id: session.id,
          actor_kind: 'system',
          // Whoever ended it, it is found by the person whose session it was.
          object_kind: 'identity',
          object_id: citizen,
          detail: { reason, owed: tells ? 2 : 0 },
        },
      ]);
    },
  );

  it('owes bodies of ids only: what a logout token needs, and the engine’s session', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    await hop(base, session, citizen, 'hall');
    await sessions.end(base, { uids: [session.uid] }, { reason: 'sign_out' });
    expect((await owed()).map(({ kind, body }) => ({ kind, body }))).toEqual([
      { kind: 'artefact', body: { session_uid: session.uid } },
      {
        kind: 'logout',
        body: {
          session_id: session.id,
          identity_id: citizen,
          client_id: 'hall',
          sid: `${session.id}-hall`,
        },
      },
    ]);
  });

  it('owes nothing to a client without a back-channel address', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    await sessions.join(base, {
      session_id: session.id,
      identity_id: citizen,
      client_id: 'kiosk-app',
      sid: 'x',
      told: false,
    });
    await sessions.end(base, { ids: [session.id] }, { reason: 'sign_out' });
    expect((await owed()).map(({ kind }) => kind)).toEqual(['artefact']);
  });

  it('happens once: the second of two endings at once finds nothing to end', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    await hop(base, session, citizen, 'hall');
    const counts = await Promise.all(
      Array.from({ length: 4 }, () =>
        sessions.end(base, { identity_id: citizen }, { reason: 'sign_out' }),
      ),
    );
    expect(counts.sort()).toEqual([0, 0, 0, 1]);
    expect(await owed()).toHaveLength(2);
  });

  it('is undone with the transaction that it belongs to, deliveries and events included', async () => {
    const { base } = fresh;
    const session = await signedIn(base, citizen);
    const before = (await auditTrail(base)).length;
    await transaction(base, async (base) => {
      await sessions.end(base, { ids: [session.id] }, { reason: 'locked' });
      throw new Error('undone');
    }).catch(() => {});
    expect(await liveIds(citizen)).toEqual([session.id]);
    expect(await owed()).toEqual([]);
    expect(await auditTrail(base)).toHaveLength(before);
  });
});

describe('which sessions end', () => {
  it('can be one of a person’s, all but this one, or all', async () => {
    const { base } = fresh;
    const other = await somebody(base);
    const theirs = await signedIn(base, other);
    const [one, here, third] = [
      await signedIn(base, citizen),
      await signedIn(base, citizen),
      await signedIn(base, citizen),
    ];
    const why = { reason: 'account', actor: { kind: 'identity', id: citizen } } as const;
    // Another person's session is not ended by naming its id: the identity has to meet too.
    expect(await sessions.end(base, { identity_id: citizen, ids: [theirs.id] }, why)).toBe(0);
    expect(await sessions.end(base, { identity_id: citizen, ids: [one.id] }, why)).toBe(1);
    expect(await sessions.end(base, { identity_id: citizen, except: here.id }, why)).toBe(1);
    expect(await liveIds(citizen)).toEqual([here.id]);
    expect(await sessions.end(base, { identity_id: citizen }, why)).toBe(1);
    expect(await liveIds(other)).toEqual([theirs.id]);
    const events = await ended();
    expect(new Set(events.map(({ session_id }) => session_id))).toEqual(
      new Set([one.id, third.id, here.id]),
    );
    expect(events.map(({ actor_id }) => actor_id)).toEqual([citizen, citizen, citizen]);
  });

  it('can be those of a source, of links or of credentials', async () => {
    const { base } = fresh;
    const now = base.clock.now();
    const [link_id, credential_id] = [newId(base.clock), newId(base.clock)];
    const bound = { identity_id: citizen, match_version: 1, bound_level: 2 };
    await base.db('links').insert({
      ...bound,
      id: link_id,
      source_id: 'ybj',
      subject_hash: 'h',
      subject_sealed: 's',
      outcome: 'created',
      reason: 'new',
      linked_at: now,
      last_used_at: now,
    });
    await base.db('credentials').insert({
      ...bound,
      id: credential_id,
      kind: 'password',
      secret: 'x',
      created_at: now,
    });
    await signedIn(base, citizen, { source_id: 'gjj' });
    await signedIn(base, citizen, { source_id: 'ybj', link_id });
    await signedIn(base, citizen, { source_id: undefined, credential_id });
    const stays = await signedIn(base, citizen, { source_id: 'ybj' });
    const end = (which: sessions.Which) => sessions.end(base, which, { reason: 'suspended' });
    expect(await end({ source_id: 'gjj' })).toBe(1);
    expect(await end({ link_ids: [], credential_ids: [] })).toBe(0);
    expect(await end({ link_ids: [link_id], credential_ids: [credential_id] })).toBe(2);
    expect(await liveIds(citizen)).toEqual([stays.id]);
  });

  it('has to be said: an ending that names nobody’s sessions is a fault', async () => {
    await expect(
      sessions.end(fresh.base, { identity_id: undefined, except: 'x' }, { reason: 'staff' }),
    ).rejects.toThrow(RangeError);
  });
});

describe('a source that is switched off with 2,500 people signed in', () => {
  it('ends their sessions in three transactions, each client told once for each', async () => {
    const { base } = fresh;
    await manySessions(2_500, citizen, 'gjj');
    await base.db.raw(
      `insert into participants (session_id, client_id, sid, told, first_at, last_at)
       select s.id, c.id, s.uid || c.id, true, s.started_at, s.started_at
       from sessions s, (values ('hall'), ('fund')) as c(id)`,
    );
    const { result, queries } = await countQueries(base.db, () =>
      sessions.end(base, { source_id: 'gjj' }, { reason: 'source_paused' }),
    );
    expect(result).toBe(2_500);
    expect(queries.filter((sql) => /^begin/i.test(sql))).toHaveLength(3);
    const { rows } = await base.db.raw(
      `select destination_id, count(*)::int, count(distinct session_id)::int as sessions
       from outbox group by 1 order by 1`,
    );
    expect(rows).toEqual(
      ['artefacts', 'client:fund', 'client:hall'].map((destination_id) => ({
        destination_id,
        count: 2_500,
        sessions: 2_500,
      })),
    );
    expect(await auditTrail(base)).toHaveLength(2_500);
  });
});

async function manySessions(count: number, identity: string, source: string): Promise<void> {
  const { base } = fresh;
  const now = base.clock.now();
  await base.db.raw(
    `insert into sessions (id, uid, identity_id, level, factor_reach, amr, source_id, device, network,
       started_at, due_at, ends_at)
     select gen_random_uuid(), 'many-' || n, ?, 2, 2, '[]', ?, 'd', 'n', ?, ?, ?
     from generate_series(1, ?) n`,
    [identity, source, now, now, new Date(now.getTime() + 3_600_000), count],
  );
}
