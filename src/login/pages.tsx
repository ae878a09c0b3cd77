import type { JSX } from 'preact';
import type { Trouble } from '../../views/components/trouble.ts';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { zhCN } from '../../views/locales/zh-CN.ts';
import { AskedPasswordPage } from '../../views/login/asked-password.tsx';
import { ContinueAsPage } from '../../views/login/continue-as.tsx';
import { NewPasswordPage } from '../../views/login/new-password.tsx';
import { NoticePage } from '../../views/login/notice.tsx';
import { PasswordPage } from '../../views/login/password.tsx';
import { PickerPage } from '../../views/login/picker.tsx';
import { ProvePage } from '../../views/login/prove.tsx';
import { RegainPage } from '../../views/login/regain.tsx';
import { ToldPage } from '../../views/login/told.tsx';
import { formsMayLeadTo } from '../http/headers.ts';
import { renderPage } from '../http/render.tsx';
import * as identities from '../identities/identities.ts';
import { maskName } from '../identities/masks.ts';
import * as sources from '../sources/sources.ts';
import type { At } from './at.ts';
import { checkPages } from './check-pages.tsx';
import { consentPage } from './consent-page.tsx';
import { lastUsed } from './last-used.ts';
import type { Step } from './next.ts';
import { accepts, choice } from './picker.ts';
import { registerPages } from './register-pages.tsx';
import type { Said } from './register-said.ts';
import { optionsOf, secondFactor, stepUp } from './step-up.tsx';

export type Page = Extract<Step, { page: string }>['page'];

/** What a page says beside what is known: trouble with the form, what was typed, what was searched. */
export interface More {
  error?: Trouble;
  username?: string;
  query?: string | undefined;
  /** The code of the region that is looked at, and how many of it were on the pages before. */
  region?: string | undefined;
  from?: number | undefined;
  /** The boxes that were ticked. */
  ticked?: readonly string[];
  /** What somebody who registers said of themselves. */
  said?: Said;
}

/** One page of a sign-in, as the answer. */
export async function show(at: At, page: Page, more: More = {}): Promise<void> {
  at.ctx.type = 'html';
  at.ctx.body = renderPage(await pages[page](at, more));
}

const pages = {
  picker,
  password,
  consent: consentPage,
  continue_as: async (at) => {
    const { session } = at.interaction;
    const claims = session && (await identities.claimsOf(at.needs.base, session.identity_id));
    return (
      <ContinueAsPage
        frame={at.frame}
        masked_name={maskName(claims?.name ?? '')}
        action={at.path('continue')}
        other={at.path('ways')}
      />
    );
  },
  notice: async (at) => (
    <NoticePage
      frame={at.frame}
      version={zhCN.notice.version}
      source_name={await sourceName(at)}
      action={at.path('notice')}
      leave={at.path('leave')}
    />
  ),
  prove: async (at) => (
    <ProvePage
      frame={at.frame}
      source_name={(await sourceName(at)) ?? ''}
      action={at.path('prove')}
      leave={at.path('leave')}
    />
  ),
  told: async (at) => {
    const tell = at.attempt.to_tell[0];
    if (!tell) throw new Error('a page to tell nothing');
    return (
      <ToldPage
        frame={at.frame}
        kind={tell.kind}
        suspended={tell.kind === 'suspended' ? tell.counts : undefined}
        intervened={'done' in tell && tell.kind !== 'changed' ? tell.done : undefined}
        action={at.path('told')}
      />
    );
  },
  second_factor: secondFactor,
  step_up: stepUp,
  new_password: async (at, more) => (
    <NewPasswordPage
      frame={at.frame}
      source_name={(await sourceName(at)) ?? ''}
      error={more.error}
      action={at.path('new-password')}
      leave={at.path('leave')}
    />
  ),
  regain: async (at, more) => (
    <RegainPage
      frame={at.frame}
      error={more.error}
      login_name={more.username}
      by={at.attempt.regaining?.kind ?? 'paper'}
      action={at.path('regain')}
      leave={at.path('leave')}
    />
  ),
  ...registerPages,
  ...checkPages,
  asked_password: async (at, more) => (
    <AskedPasswordPage
      frame={at.frame}
      reason={at.attempt.password_asked ?? 'own_request'}
      error={more.error}
      action={at.path('asked-password')}
      leave={at.path('leave')}
    />
  ),
} satisfies Record<Page, (at: At, more: More) => Promise<JSX.Element>>;

async function picker(at: At, more: More): Promise<JSX.Element> {
  const { needs, ctx, client, attempt, frame, asked } = at;
  const needed_level = asked.needed_level > 0 ? asked.needed_level : undefined;
  const { query, region, from } = more;
  const { origins, ...ways } = await choice(needs.base, {
    ...{ client, needed_level, query, region, from },
    lang: frame.lang,
    last: lastUsed(ctx, needs.issuer),
    hint: asked.source_hint,
    reached: attempt.reached,
  });
  formsMayLeadTo(ctx, origins);
  return (
    <PickerPage
      frame={frame}
      {...ways}
      needed_level={needed_level}
      hint_unusable={asked.source_hint !== undefined && !ways.hinted && !ways.hints_local}
      query={query}
      path={at.path('ways')}
      action={at.path('source')}
      forget={at.path('forget')}
      error={more.error}
      paper={ways.local ? at.path('paper') : undefined}
      recover={ways.local ? at.path('recover') : undefined}
      newcomers={newcomersOf(at)}
      leave={at.path('leave')}
    />
  );
}

/** Where newcomers begin; null: they are sent to a counter, since none can be reached. */
function newcomersOf({ needs, client, path }: At): string | null | undefined {
  if (!accepts(client, 'local')) return undefined;
  return needs.senders.offers('sms', 'one_time_code') ? path('register') : null;
}

async function password(at: At, more: More): Promise<JSX.Element> {
  const id = at.attempt.chosen ?? 'local';
  const row = id === 'local' ? undefined : await sources.read(at.needs.base, id);
  const { lang } = at.frame;
  const words = sentences(lang);
  return (
    <PasswordPage
      frame={at.frame}
      source={{
        id,
        name: row ? inWords(row.names, lang) : words.site.name,
        account_word: row ? inWords(row.account_words, lang) : words.picker.local,
      }}
      sets_here={row?.protocol === 'password-table'}
      error={more.error}
      username={more.username ?? at.asked.login_hint}
      action={at.path('password')}
      passkey={
        id === 'local' ? { options: await optionsOf(at), action: at.path('passkey') } : undefined
      }
      back={at.path('ways')}
    />
  );
}

/** The name of the source that has just been visited. */
async function sourceName(at: At): Promise<string | undefined> {
  const { came } = at.attempt;
  const row = came?.by === 'source' && (await sources.read(at.needs.base, came.arrival.source_id));
  return row ? inWords(row.names, at.frame.lang) : undefined;
}
