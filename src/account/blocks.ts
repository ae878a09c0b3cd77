import { h } from 'preact';
import { type BlockRow, BlocksPage } from '../../views/account/blocks.tsx';
import { paths } from '../../views/account/paths.ts';
import type { Done } from '../../views/components/done.tsx';
import type { Trouble } from '../../views/components/trouble.ts';
import { Refusal } from '../errors.ts';
import { wayOn } from '../http/errors.ts';
import { seeOther } from '../http/see-other.ts';
import * as blocks from '../identities/blocks.ts';
import * as identities from '../identities/identities.ts';
import * as desk from '../merging/desk-own.ts';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';
import { type At, answer, doneOf } from './at.ts';
import { looked } from './looking.ts';

/** Sources that people may know of: those that are open to them now, or were. */
const known = ({ state, first_live_at }: sources.Listed) =>
  state === 'live' || (state === 'paused' && first_live_at !== undefined);

/** Those that let people in now. */
const openOf = (listed: sources.Listed[]) =>
  new Set(listed.filter(({ state }) => state === 'live').map(({ id }) => id));

/** Through which sources nobody signs in as me, and which others there are. */
export async function blocksPage(at: At, error?: Trouble): Promise<void> {
  const { needs, session, frame } = at;
  const { base } = needs;
  const { identity_id } = session;
  const { listed, tree } = await sources.listWithPlaces(base);
  const links = await identities.links(base, identity_id);
  const used = new Set(links.map(({ source_id }) => source_id));
  const own = listed.filter((source) => known(source) || used.has(source.id));
  const ids = own.map(({ id }) => id);
  const shut = await blocks.among(base, identity_id, ids);
  const stands = await blocks.blocked(base, identity_id);
  const needed = await blocks.needed(base, identity_id, openOf(listed));
  const row = (source: sources.Listed): BlockRow => ({
    id: source.id,
    name: source.names,
    account_word: source.account_words,
    department: source.department.names,
    paused: source.state === 'paused',
    used: used.has(source.id),
    at: stands.sources.get(source.id),
    needed: needed(source.id),
  });
  const others = own.filter(({ id }) => !shut.has(id) && !used.has(id));
  const { shown, look } = looked(at, others, tree);
  const code = doneOf(at);
  answer(
    at,
    h(BlocksPage, {
      frame,
      done: code && { code },
      error,
      fresh: desk.isFresh(base, session),
      new_since: stands.new_since,
      blocked: own.filter(({ id }) => shut.has(id)).map(row),
      used: own.filter(({ id }) => used.has(id) && !shut.has(id)).map(row),
      others: shown.map(row),
      look,
    }),
  );
}

/** Shuts a source for whoever is signed in; a session that came through it ends, this one too. */
export const block = (at: At, { source }: { source: string }): Promise<void> =>
  acted(at, async (said, listed) => {
    const row = listed.find(({ id }) => id === source);
    if (!row) throw new Refusal('sources.unknown', { field: 'source' });
    const { ceiling } = row;
    const open = openOf(listed);
    const ended = await blocks.block(at.needs.base, { ...said, source_id: source, ceiling, open });
    const here = at.session.session_id;
    if (!ended.includes(here)) return 'source_blocked';
    await at.needs.signOut(
      at.ctx,
      ended.filter((id) => id !== here),
    );
    return undefined;
  });

export const allow = (at: At, { source }: { source: string }): Promise<void> =>
  acted(at, async (said, listed) => {
    const row = listed.find(({ id }) => id === source);
    if (!row) throw new Refusal('sources.unknown', { field: 'source' });
    const needed = Math.min(row.ceiling, said.strongest);
    await blocks.allow(at.needs.base, { ...said, source_id: source, needed });
    return 'source_allowed';
  });

export const blockNew = (at: At): Promise<void> =>
  acted(at, async (said) => {
    await blocks.blockNew(at.needs.base, said);
    return 'new_sources_blocked';
  });

export const allowNew = (at: At): Promise<void> =>
  acted(at, async (said) => {
    await blocks.allowNew(at.needs.base, said);
    return 'new_sources_allowed';
  });

/** Of what could not be done because of how the person stands, the page says so itself. */
const told: Partial<Record<string, Trouble['code']>> = {
  'identities.last_way_in': 'last_way_block',
  'identities.stronger_way_needed': 'identities.stronger_way_needed',
};

type Said = blocks.Said & { strongest: number };

/** Done only by whoever signed in lately; otherwise they sign in again first, and press again. */
async function acted(
  at: At,
  act: (said: Said, listed: sources.Listed[]) => Promise<Done['code'] | undefined>,
): Promise<void> {
  const { needs, session, ctx } = at;
  const { base } = needs;
  const { identity_id, session_id } = session;
  if (!desk.isFresh(base, session))
    return needs.signIn(ctx, undefined, { anew: true, back: paths.blocks });
  wayOn(ctx, { kind: 'again', href: paths.blocks });
  const listed = await sources.list(base);
  const way = await sessions.wayOf(base, session_id, '');
  const ceilings = new Map(listed.map(({ id, ceiling }) => [id, ceiling]));
  const counts = await blocks.strengths(base, identity_id, way, ceilings);
  try {
    const done = await act({ identity_id, ...counts }, listed);
    if (done) seeOther(ctx, `${paths.blocks}?done=${done}`);
  } catch (thrown) {
    const code = thrown instanceof Refusal ? told[thrown.code] : undefined;
    if (!code) throw thrown;
    ctx.status = (thrown as Refusal).status;
    await blocksPage(at, { code });
  }
}
