import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';

/** The code that a machine shows is typed. Asks (GET) with `user_code`, as the picture on its screen does. */
export function KioskCodePage(props: {
  frame: PageFrame;
  error?: Trouble | undefined;
  typed?: string | undefined;
}): JSX.Element {
  const { frame, error, typed } = props;
  const t = sentences(frame.lang).kiosk;
  return (
    <Layout frame={frame} title={t.title} above={<AccountMenu frame={frame} at="sessions" />}>
      <TroubleSummary frame={frame} trouble={error} />
      <p class="lead">{t.enter_lead}</p>
      <form method="get" action={paths.device} class="card" noValidate>
        <Field
          name="user_code"
          label={t.code}
          hint={t.code_hint}
          autocomplete="off"
          maxLength={20}
          value={typed}
          error={error?.field === 'user_code' ? inSentence(frame, error) : undefined}
        />
        <button type="submit" class="button">
          {t.enter_submit}
        </button>
      </form>
    </Layout>
  );
}

export interface KioskProps {
  frame: PageFrame;
  user_code: string;
  hall: Words;
  machine: Words;
  client: Words;
  owner: Words | string;
  /** Scopes, the most telling first. */
  receives: string[];
}

/** Names hall and machine, and asks whether the person stands there. Posts `user_code` and `device`. */
export function KioskPage(props: KioskProps): JSX.Element {
  const { frame, user_code } = props;
  const { lang } = frame;
  const { kiosk: t, account, site } = sentences(lang);
  const { scopes } = account.received;
  return (
    <Layout frame={frame} title={t.ask_title} above={<AccountMenu frame={frame} at="sessions" />}>
      <PostForm frame={frame} action={paths.device} class="card">
        <dl>
          <dt>{t.hall}</dt>
          <dd class="strong">
            <bdi>{inWords(props.hall, lang)}</bdi>
          </dd>
          <dt>{t.machine}</dt>
          <dd class="strong">
            <bdi>{inWords(props.machine, lang)}</bdi>
          </dd>
          <dt>{t.shown_code}</dt>
          <dd class="strong">{user_code}</dd>
          <dt>{t.service}</dt>
          <dd>
            <bdi>{inWords(props.client, lang)}</bdi>
            <span class="soft">{site.asked_owner(inWords(props.owner, lang))}</span>
          </dd>
          <dt>{t.receives}</dt>
          <dd>{site.list(props.receives.map((scope) => scopes[scope] ?? scopes.other))}</dd>
        </dl>
        <p class="strong">{t.warning}</p>
        <input type="hidden" name="user_code" value={user_code} />
        <button type="submit" name="device" value="approve" class="button">
          {t.approve}
        </button>
        <button type="submit" name="device" value="refuse" class="button button-second">
          {t.refuse}
        </button>
      </PostForm>
      <p class="hint">{t.for_two}</p>
    </Layout>
  );
}

/** Why this person cannot go on there as they are signed in, and what leads on. */
export function KioskTooLowPage(props: {
  frame: PageFrame;
  user_code: string;
  /** Absent: the account is of a kind that the service does not take. */
  level?: { needed: number; now: number };
}): JSX.Element {
  const { frame, user_code, level } = props;
  const { kiosk: t, levels } = sentences(frame.lang);
  return (
    <Layout
      frame={frame}
      title={level ? t.level_title : t.title}
      above={<AccountMenu frame={frame} at="sessions" />}
    >
      <p class="lead">
        {level ? t.level_text(levels.name(level.needed), levels.name(level.now)) : t.source_text}
      </p>
      {level && (
        <PostForm frame={frame} action={paths.device} class="card">
          <input type="hidden" name="user_code" value={user_code} />
          <button type="submit" name="device" value="rise" class="button">
            {t.level_submit}
          </button>
        </PostForm>
      )}
    </Layout>
  );
}
