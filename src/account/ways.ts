import { h } from 'preact';
import { paths } from '../../views/account/paths.ts';
import { SignInPage } from '../../views/account/sign-in.tsx';
import type { Trouble } from '../../views/components/trouble.ts';
import * as credentials from '../credentials/credentials.ts';
import * as factors from '../credentials/factors.ts';
import { Refusal } from '../errors.ts';
import { formsMayLeadTo } from '../http/headers.ts';
import { seeOther } from '../http/see-other.ts';
import * as blocks from '../identities/blocks.ts';
import * as identities from '../identities/identities.ts';
import * as sources from '../sources/sources.ts';
import { type At, answer, doneOf } from './at.ts';
import { looked } from './looking.ts';
import { passwordStanding } from './password.ts';

/** How I can sign in, and what can be added or taken away. */
export async function ways(at: At, error?: Trouble): Promise<void> {
  const { needs, session, claims } = at;
  const { base } = needs;
  const links = await identities.links(base, session.identity_id);
  const own = await identities.linksOfOwnPassword(base, session.identity_id);
  const { listed: all, tree } = await sources.listWithPlaces(base);
  const byId = new Map(all.map((source) => [source.id, source]));
  const linked = new Set(links.map(({ source_id }) => source_id));
  const blocked = await blocks.among(
    base,
    session.identity_id,
    all.map(({ id }) => id),
  );
  const { shown: addable, look } = looked(
    at,
    all.filter(
      ({ id, state, kind, may_link }) =>
        state === 'live' && kind === 'redirect' && may_link && !linked.has(id) && !blocked.has(id),
    ),
    tree,
  );
  const password = (await passwordStanding(base, session.identity_id)) === 'usable';
  const login_name = await credentials.loginNameOf(base, session.identity_id);
  // A password opens nothing without a name to go with it.
  const opens = password && (login_name !== undefined || claims?.id_no !== undefined);
  const second = await factors.list(base, session.identity_id);
  const keys = second.filter(({ kind, suspended_at }) => kind === 'passkey' && !suspended_at);
  const open = links.filter((link) => !link.suspended_at && !link.blocked);
  const usable = keys.length + open.length + (opens ? 1 : 0);
  const compared = all.find(({ id, state }) => state === 'shadow' && id === at.ctx.query['try']);
  const code = doneOf(at);
  formsMayLeadTo(
    at.ctx,
    [...addable, ...(compared?.kind === 'redirect' ? [compared] : [])].flatMap(
      ({ origins }) => origins,
    ),
  );
  answer(
    at,
    h(SignInPage, {
      frame: at.frame,
      done: code && { code },
      error,
      links: links.map((link) => {
        const source = byId.get(link.source_id);
        return {
          id: link.id,
          source_name: source?.names ?? link.source_id,
          account_word: source?.account_words ?? link.source_id,
          department: source?.department.names ?? '—',
          linked_at: link.linked_at,
          last_used_at: link.last_used_at,
          own_password: own.has(link.id),
          suspended: link.suspended_at !== null,
          blocked: link.blocked,
        };
      }),
      addable: addable.map(({ id, names, account_words }) => ({
        id,
        name: names,
        account_word: account_words,
      })),
      look,
      ...(compared?.kind === 'redirect' && {
        compared: {
          id: compared.id,
          name: compared.names,
          account_word: compared.account_words,
        },
      }),
      factors: {
        count: second.length,
        always: second.some(({ asked_always }) => asked_always),
      },
      password: { set: password, login_name: password ? login_name : undefined },
      removable: usable > 1,
    }),
  );
}

/** Takes a link away; the last way in stays, and the page says why. */
export async function unlink(at: At, { link_id }: { link_id: string }): Promise<void> {
  const { identity_id } = at.session;
  try {
    await identities.unlink(at.needs.base, { identity_id, link_id });
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'identities.last_way_in') throw thrown;
    at.ctx.status = thrown.status;
    return ways(at, { code: 'last_way' });
  }
  seeOther(at.ctx, `${paths.signIn}?done=unlinked`);
}
