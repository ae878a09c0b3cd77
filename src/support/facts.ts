import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import * as factors from '../credentials/factors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import * as blocks from '../identities/blocks.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import { maskName } from '../identities/masks.ts';
import * as recovery from '../recovery/recovery.ts';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';

type Words = sources.SourceRow['names'];

/** How somebody stands, as far as support needs it. */
export interface Facts {
  masked_name: string;
  standing: interventions.Standing;
  level: number;
  /** Of our own: none, one that works, one that staff or a stronger arrival stopped. */
  password: 'none' | 'usable' | 'stopped';
  /** Second factors and passkeys that work; `always`: one is asked for at every sign-in. */
  factors: { count: number; always: boolean };
  links: (identities.StaffLink & {
    names?: Words;
    source_state?: sources.SourceRow['state'];
    health?: 'ok' | 'down';
  })[];
  /** What the person has blocked for themselves; `new`: what is connected later too. */
  blocked: { names: (Words | string)[]; new: boolean };
  sessions: number;
  /** A recovery that waits: why nothing happens yet. */
  recovery?: { due_at: Date };
  /** A paper from a counter that was not used yet. */
  paper?: { number: string; until_at: Date };
  /** Staff have an open question about it. */
  contested: boolean;
}

/** To who is helped at the counter, a source that is not open does not answer. */
const healthOf = ({ health }: sources.Overview) => (health === 'ok' ? 'ok' : 'down');

/** Undefined for an identity that went away. */
export async function factsOf(base: Base, identity_id: string): Promise<Facts | undefined> {
  const standing = await interventions.standingOf(base, identity_id);
  if (!standing) return undefined;
  const claims = await identities.claimsOf(base, identity_id);
  const ways = await credentials.list(base, identity_id);
  const own = ways.find(({ kind }) => kind === 'password');
  const waits = await recovery.waitingOf(base, identity_id);
  const second = (await factors.list(base, identity_id)).filter((one) => !one.suspended_at);
  const paper = await recovery.openOf(base, identity_id);
  const shut = await blocks.blocked(base, identity_id);
  const known = new Map((await sources.overview(base)).map((source) => [source.id, source]));
  return {
    masked_name: maskName(claims?.name ?? ''),
    standing,
    ...(paper && { paper }),
    ...(waits && { recovery: { due_at: waits.due_at } }),
    level: claims?.real_name_level ?? 0,
    password: own ? (own.suspended_at ? 'stopped' : 'usable') : 'none',
    factors: {
      count: second.length,
      always: second.some(({ asked_always }) => asked_always),
    },
    links: (await identities.linksForStaff(base, identity_id)).map((link) => {
      const source = known.get(link.source_id);
      return {
        ...link,
        ...(source && {
          names: source.names,
          source_state: source.state,
          health: healthOf(source),
        }),
      };
    }),
    blocked: {
      names: [...shut.sources.keys()].map((id) => known.get(id)?.account_words ?? id),
      new: shut.new_since !== undefined,
    },
    sessions: (await sessions.list(base, identity_id)).length,
    contested: await identities.isContested(base, identity_id),
  };
}

/** Seconds that a name has to wait now before it may be tried again, by source; `local` for our own. */
export async function waits(
  base: Base,
  name: string,
  source_ids: readonly string[],
): Promise<{ source_id: string; seconds: number }[]> {
  const counted = identities.asCounted(base, name);
  const found: { source_id: string; seconds: number }[] = [];
  for (const source_id of ['local', ...source_ids]) {
    const seconds = await rateLimit.waiting(base, `${source_id} ${counted}`);
    if (seconds > 0) found.push({ source_id, seconds });
  }
  return found;
}
