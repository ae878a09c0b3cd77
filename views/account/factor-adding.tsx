import type { ComponentChildren, JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { AppKey, type AppPicture } from '../components/app-picture.tsx';
import { FactorForms, passkeyWords } from '../components/factor-forms.tsx';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { LabelField } from './factors.tsx';
import { paths } from './paths.ts';

interface Adding {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** What was begun, sealed; sent back as `entry`. */
  entry: string;
  /** Of this session: what is added now reaches no more. */
  level: number;
}

/** An authenticator app: the picture, the key as text, its first code. Posts `entry`, `code`, `label`. */
export function AddAppPage(props: Adding & { app: AppPicture }): JSX.Element {
  const { frame, error, entry, level, app } = props;
  const { factors, levels } = sentences(frame.lang);
  const t = factors.app;
  return (
    <Page frame={frame} title={t.title} error={error}>
      <p class="lead">{t.steps}</p>
      <div class="card">
        <AppKey app={app} picture={t.picture} type={t.secret} />
      </div>
      <PostForm frame={frame} action={paths.factorApp} class="card">
        <input type="hidden" name="entry" value={entry} />
        <Field
          name="code"
          label={t.code}
          autocomplete="one-time-code"
          maxLength={10}
          error={error?.field === 'code' ? inSentence(frame, error) : undefined}
        />
        <LabelField frame={frame} />
        <p class="hint">{factors.page.add_reach(levels.name(level))}</p>
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
    </Page>
  );
}

/** A passkey. Posts `entry`, `answer`, `label`. */
export function AddPasskeyPage(props: Adding & { options: unknown }): JSX.Element {
  const { frame, error, entry, level, options } = props;
  const { factors, levels } = sentences(frame.lang);
  const t = factors.passkey;
  return (
    <Page frame={frame} title={t.title} error={error}>
      <p class="lead">{t.steps}</p>
      <div class="card">
        <p class="hint">{factors.page.add_reach(levels.name(level))}</p>
        <PasskeyForm
          {...{ frame, action: paths.factorPasskey, does: 'create', options, button: t.submit }}
          {...passkeyWords(frame)}
        >
          <input type="hidden" name="entry" value={entry} />
          <LabelField frame={frame} />
        </PasskeyForm>
      </div>
    </Page>
  );
}

/** New recovery codes, once. */
export function CodesPage({ frame, codes }: { frame: PageFrame; codes: string[] }): JSX.Element {
  const t = sentences(frame.lang).factors.codes;
  return (
    <Page frame={frame} title={t.title}>
      <div class="card">
        <p>{t.text}</p>
        <ul>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <p class="strong">{t.once}</p>
        <a class="button" href={paths.factors}>
          {t.saved}
        </a>
      </div>
    </Page>
  );
}

export interface ProveProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** What is asked first: the sign-in anew, or a factor. */
  asks: 'sign_in' | 'factor';
  code: boolean;
  passkey?: unknown;
  /** Where `code` or `answer` is posted. */
  action: string;
}

/** Before a change: that it is the person, and not whoever found the screen open. */
export function ProvePage(props: ProveProps): JSX.Element {
  const { frame, error, asks, code, passkey, action } = props;
  const t = sentences(frame.lang).factors.prove;
  return (
    <Page frame={frame} title={t.title} error={error}>
      <p class="lead">{asks === 'factor' ? t.factor : t.sign_in}</p>
      {asks === 'factor' && <FactorForms {...{ frame, error, action, code, passkey }} />}
      {asks === 'factor' && <p class="hint">{t.stronger}</p>}
      <PostForm frame={frame} action={paths.factorSignIn}>
        <button type="submit" class={asks === 'factor' ? 'button button-second' : 'button'}>
          {t.sign_in_button}
        </button>
      </PostForm>
    </Page>
  );
}

function Page(props: {
  frame: PageFrame;
  title: string;
  error?: Trouble | undefined;
  children: ComponentChildren;
}): JSX.Element {
  const { frame, title, error, children } = props;
  return (
    <Layout
      frame={frame}
      title={title}
      trouble={Boolean(error)}
      above={
        <>
          <AccountMenu frame={frame} at="signIn" />
          <TroubleSummary frame={frame} trouble={error} />
        </>
      }
    >
      {children}
      <p class="aside">
        <a href={paths.factors}>{sentences(frame.lang).factors.prove.back}</a>
      </p>
    </Layout>
  );
}
