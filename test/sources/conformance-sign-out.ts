import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Base } from '../../src/base.ts';
import { Refusal } from '../../src/errors.ts';
import * as identities from '../../src/identities/identities.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import type { Arrival } from '../../src/sources/contract.ts';
import * as sources from '../../src/sources/sources.ts';
import { auditTrail } from '../support/trail.ts';
import type { Person, SignOutCase, SignOutDouble } from './rig.ts';

const HOUR = 3_600_000;

interface Stage {
  base(): Base;
  double(): SignOutDouble;
  signIn(person: Person): Promise<Arrival>;
}

/** The cases of sign-out, on a source `fund` with `other` beside it: what each does. */
export function signOutCases({
  base,
  double,
  signIn,
}: Stage): Record<SignOutCase, () => Promise<void>> {
  let count = 0;
  const nextPerson = (): Person => {
    count += 1;
    return { subject: `gjj-out-${count}`, name: '周测试' };
  };

  /** Somebody who is signed in here, through the source or another one. */
  async function live(source_id = 'fund', arrival?: Arrival) {
    const came = arrival ?? (await signIn(nextPerson()));
    const { identity_id } = await identities.resolve(base(), came, { notice: '2026-11' });
    if (!identity_id || !came.session) throw new Error('nobody came to be');
    const start = { uid: randomUUID(), identity_id, level: 1, factor_reach: 2, amr: [] };
    const where = { source_id, device: 'test', network: '127.0.0.0/24' };
    const session_id = await sessions.start(base(), { ...start, ...where });
    const now = base().clock.now();
    const kept = { session_id, source_id, at: came.session, proved_at: now };
    const ends_at = new Date(now.getTime() + HOUR);
    expect(await sessions.keepAtSource(base(), { ...kept, ends_at })).toBe(true);
    return { session_id, session: came.session, arrival: came };
  }

  const isLive = async (session_id: string) =>
    (await base().db('sessions').where({ id: session_id, ended_at: null })).length === 1;
  const row = async (id = 'fund') => {
    const found = await sources.read(base(), id);
    if (!found) throw new Error(`no source ${id}`);
    return found;
  };
  type Said = Awaited<ReturnType<SignOutDouble['says']>>;
  const tell = async (came: Said, id?: string) => sources.endedThere(base(), await row(id), came);
  const refused = async (came: Said) => {
    const error = await tell(came).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).code).toBe('sources.bad_sign_out');
  };
  /** What the trail says of words of sources since. */
  const toldSince = async (before: readonly { id: string }[]) => {
    const known = new Set(before.map(({ id }) => id));
    const all = await auditTrail(base());
    return all.filter(({ id, kind }) => kind === 'source.signed_out' && !known.has(id));
  };
  const endings = async (session_id: string) =>
    (await auditTrail(base())).filter(
      (event) => event.kind === 'session.ended' && event.session_id === session_id,
    );

  /** Whatever is wrong with the message, nobody's session ends, and nothing is held against the source. */
  const endsNobody = async (...wrongs: Parameters<SignOutDouble['says']>[1][]) => {
    const one = await live();
    for (const wrong of wrongs) await refused(await double().says(one.session, wrong));
    expect(await isLive(one.session_id)).toBe(true);
    expect((await row()).failures).toBe(0);
    return one;
  };

  return {
    'ended there': async () => {
      const [one, another] = [await live(), await live()];
      const elsewhere = await live('other', one.arrival);
      const before = await auditTrail(base());
      await tell(await double().says(one.session));
      expect(await isLive(one.session_id)).toBe(false);
      expect(await isLive(another.session_id)).toBe(true);
      // The same name at another source is another session.
      expect(await isLive(elsewhere.session_id)).toBe(true);
      expect(await endings(one.session_id)).toMatchObject([
        {
          ...{ actor_kind: 'source', actor_id: 'fund', source_id: 'fund', outcome: 'ok' },
          detail: { reason: 'source_ended' },
        },
      ]);
      expect(await toldSince(before)).toMatchObject([{ source_id: 'fund', detail: { ended: 1 } }]);
    },
    'all of theirs': async () => {
      const [one, another] = [await live(), await live()];
      const second = await live('fund', await signIn(nextPersonAgain(one.arrival)));
      await tell(await double().says(one.session, 'all'));
      expect(await isLive(one.session_id)).toBe(false);
      expect(await isLive(second.session_id)).toBe(false);
      expect(await isLive(another.session_id)).toBe(true);
    },
    'sign-out forged': async () => {
      await endsNobody('garbage');
    },
    'sign-out foreign signature': async () => {
      await endsNobody('foreign signature', 'unsigned');
    },
    'sign-out for another': async () => {
      await endsNobody('wrong audience', 'wrong issuer');
    },
    'sign-out old': async () => {
      await endsNobody('old', 'ahead');
    },
    'sign-out twice': async () => {
      const one = await live();
      const said = await double().says(one.session);
      await tell(said);
      const again = await live('fund', one.arrival).catch(() => undefined);
      // Who comes back on the very session that has ended does not begin one here.
      expect(again).toBeUndefined();
      await tell(said).catch((error: unknown) => expect(error).toBeInstanceOf(Refusal));
      expect(await endings(one.session_id)).toHaveLength(1);
    },
    'sign-out of nobody': async () => {
      const { session } = await signIn(nextPerson());
      if (!session) throw new Error('no session');
      const kept = async () => (await base().db('source_endings').select('hash')).length;
      const [before, rows] = [await auditTrail(base()), await kept()];
      // Once more is nothing new; and one that nobody can have come by may be anybody's invention.
      for (const said of [session, session, { ...session, ...double().unknown }])
        await tell(await double().says(said));
      const since = await toldSince(before);
      expect(since.length).toBeGreaterThan(0);
      expect(since).toHaveLength((await kept()) - rows);
      expect(since.every(({ detail }) => detail['ended'] === 0)).toBe(true);
      expect(await auditTrail(base())).toHaveLength(before.length + since.length);
    },
    'sign-out at once': async () => {
      const one = await live();
      const said = await double().says(one.session);
      const both = await Promise.allSettled([tell(said), tell(said)]);
      expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
      expect(await isLive(one.session_id)).toBe(false);
      expect(await endings(one.session_id)).toHaveLength(1);
    },
    'sign-out under way': async () => {
      const arrival = await signIn(nextPerson());
      if (!arrival.session) throw new Error('no session');
      await tell(await double().says(arrival.session));
      await expect(live('fund', arrival)).rejects.toThrow();
    },
    'ended here': async () => {
      const one = await live();
      const which = { session_id: one.session_id, source_id: 'fund' };
      await sessions.end(base(), { ids: [one.session_id] }, { reason: 'sign_out' });
      const state = 'state-of-this-sign-out';
      const left = await sources.leave(base(), which, { state, callback: double().callback });
      if (!left) throw new Error('there was no way');
      const came = await double().visits(left.to, one.session);
      expect(came.params['state'] ?? came.params['RelayState']).toBe(state);
      const back = { session_id: one.session_id, came, remembered: left.remember };
      await sources.cameBack(base(), await row(), back);
      expect(await sources.leavings(base(), one.session_id)).toMatchObject([
        { source_id: 'fund', state: 'ended' },
      ]);
    },
  };
}

/** The same account once more, in another session there. */
const nextPersonAgain = ({ subject }: Arrival): Person => ({ subject, name: '周测试' });
