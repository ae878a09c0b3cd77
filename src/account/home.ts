import { h } from 'preact';
import { HomePage } from '../../views/account/home.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import { maskName, maskNumber, maskPhone } from '../identities/masks.ts';
import * as desk from '../merging/desk-own.ts';
import * as recovery from '../recovery/recovery.ts';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';
import { type At, answer, doneOf } from './at.ts';
import { newestCases } from './cases.ts';
import { passwordStanding } from './password.ts';

/** More clients than anybody has been to. */
const many = 1_000;

/** Four answers on one page: who, how, where, to whom. */
export async function home(at: At): Promise<void> {
  const { needs, session, claims, frame } = at;
  const { base } = needs;
  const { identity_id } = session;
  const links = await identities.links(base, identity_id);
  const own = await identities.linksOfOwnPassword(base, identity_id);
  const names = new Map((await sources.list(base)).map((source) => [source.id, source.names]));
  const seen = await sessions.clientsOf(base, identity_id, { limit: many });
  const places = await sessions.list(base, identity_id);
  const code = doneOf(at);
  const waits = await recovery.waitingOf(base, identity_id);
  const paper = await recovery.openOf(base, identity_id);
  const latest = seen[0];
  const client = latest && (await needs.clients.read(latest.client_id));
  answer(
    at,
    h(HomePage, {
      frame,
      done: code && { code },
      news: (await interventions.news(base, identity_id)).filter(({ seen_at }) => !seen_at).length,
      waiting: [
        ...(waits
          ? [{ what: 'recovery' as const, at: momentWords(waits.due_at, frame.lang) }]
          : []),
        ...(paper
          ? [{ what: 'paper' as const, at: momentWords(paper.printed_at, frame.lang) }]
          : []),
      ],
      asked: (await desk.askedOf(base, identity_id)).length > 0,
      who: {
        masked_name: maskName(claims?.name ?? ''),
        alias: claims?.alias && maskName(claims.alias),
        documents:
          claims?.id_type && claims.id_no
            ? [{ type: claims.id_type, masked: maskNumber(claims.id_no), standing: 'owned' }]
            : [],
        masked_phone: claims?.phone_number && maskPhone(claims.phone_number),
        level: claims?.real_name_level ?? 0,
      },
      cases: await newestCases(at, 3),
      ways: {
        sources: links.map(({ id, source_id }) => ({
          name: names.get(source_id) ?? source_id,
          own_password: own.has(id),
        })),
        password: (await passwordStanding(base, identity_id)) === 'usable',
      },
      sessions: places.map(({ id, device, started_at }) => ({
        device,
        started_at,
        current: id === session.session_id,
      })),
      received: {
        clients: seen.length,
        last: latest && { client: client?.names ?? latest.client_id, at: latest.last_at },
      },
    }),
  );
}
