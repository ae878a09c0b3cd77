import { h } from 'preact';
import { paths } from '../../views/account/paths.ts';
import { SessionsPage } from '../../views/account/sessions.tsx';
import type { Done } from '../../views/components/done.tsx';
import { type Receipt, tally } from '../../views/components/receipts.tsx';
import type { Words } from '../../views/frame.ts';
import { seeOther } from '../http/see-other.ts';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';
import { type At, answer, clientsNamed, doneOf } from './at.ts';

/** Endings this close to the latest one were of the same press of a button. */
const together = 5_000;

/** Where I am signed in, and what has ended with what each service answered. */
export async function places(at: At): Promise<void> {
  const { needs, session } = at;
  const { base } = needs;
  const live = await sessions.list(base, session.identity_id);
  const past = await sessions.receipts(base, session.identity_id);
  const clients = await clientsNamed(
    needs,
    [...live, ...past].flatMap((one) => one.clients.map(({ client_id }) => client_id)),
  );
  const nameOf = (id: string) => clients.get(id)?.names ?? id;
  const ended = past.map((one) => ({ ...one, receipts: answers(one, nameOf) }));
  const names = new Map((await sources.list(base)).map((source) => [source.id, source.names]));
  answer(
    at,
    h(SessionsPage, {
      frame: at.frame,
      done: done(doneOf(at), ended),
      sessions: live.map((one) => ({
        id: one.id,
        device: one.device,
        network: one.network,
        started_at: one.started_at,
        current: one.id === session.session_id,
        source_name: one.source_id ? (names.get(one.source_id) ?? one.source_id) : undefined,
        level: one.level,
        clients: one.clients.map(({ client_id }) => nameOf(client_id)),
      })),
      ended: ended.map(({ id, device, ended_at, reason, receipts }) => ({
        ...{ id, device, ended_at, reason, receipts },
      })),
    }),
  );
}

/** Ends one; the one in this browser by signing out. */
export async function endOne(at: At, { session_id }: { session_id: string }): Promise<void> {
  const { identity_id } = at.session;
  if (session_id === at.session.session_id) return at.needs.signOut(at.ctx);
  const count = await sessions.end(at.needs.base, { identity_id, ids: [session_id] }, byOwner(at));
  seeOther(at.ctx, `${paths.sessions}?done=${count > 0 ? 'session_ended' : 'nothing'}`);
}

/** Ends all but the one in this browser. */
export async function endOthers(at: At): Promise<void> {
  const count = await endElsewhere(at);
  seeOther(at.ctx, `${paths.sessions}?done=${count > 0 ? 'others_ended' : 'nothing'}`);
}

/** Ends all, this browser's last, so that a fault in between leaves somebody who can press again. */
export async function endAll(at: At): Promise<void> {
  const { session_id, identity_id } = at.session;
  const live = await sessions.list(at.needs.base, identity_id);
  await endElsewhere(at);
  const others = live.map(({ id }) => id).filter((id) => id !== session_id);
  await at.needs.signOut(at.ctx, others);
}

const endElsewhere = (at: At): Promise<number> =>
  sessions.end(
    at.needs.base,
    { identity_id: at.session.identity_id, except: at.session.session_id },
    byOwner(at),
  );

const byOwner = ({ session }: At) =>
  ({ reason: 'account', actor: { kind: 'identity', id: session.identity_id } }) as const;

/** Only those who were owed something: a client that is told of nothing confirms nothing. */
function answers(ended: sessions.EndedSession, nameOf: (id: string) => Words | string): Receipt[] {
  return ended.clients.flatMap(({ client_id, state, at }) =>
    state === 'untold' ? [] : [{ client: nameOf(client_id), state, ...(at && { at }) }],
  );
}

/** What has just happened, with the answers so far of the services told of it. */
function done(
  code: Done['code'] | undefined,
  ended: readonly { reason: string; ended_at: Date; receipts: Receipt[] }[],
): Done | undefined {
  if (code !== 'session_ended' && code !== 'others_ended') return code && { code };
  const own = ended.filter(({ reason }) => reason === 'account');
  const latest = own[0]?.ended_at.getTime() ?? 0;
  const just =
    code === 'session_ended'
      ? own.slice(0, 1)
      : own.filter(({ ended_at }) => latest - ended_at.getTime() < together);
  return { code, told: tally(just.flatMap(({ receipts }) => receipts)) };
}
