import type { JSX } from 'preact';
import { passkeyWords } from '../components/factor-forms.tsx';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface PasswordProps {
  frame: PageFrame;
  source: { id: string; name: string; account_word: string };
  /** Whoever set a new password for it did so here: the department's own no longer counts. */
  sets_here?: boolean;
  error?: Trouble;
  /** What was typed before, or the `login_hint`. */
  username?: string;
  /** Where `username`, `password`, `source` and `_csrf` are posted. */
  action: string;
  /** A passkey, for an account of Songhua itself: the options of WebAuthn, and where `answer` is posted. */
  passkey?: { options: unknown; action: string } | undefined;
  /** The picker. */
  back: string;
}

/** Account and password of one source, or of Songhua itself (`source.id` is `local`). */
export function PasswordPage(props: PasswordProps): JSX.Element {
  const { frame, source, sets_here, error, username, action, passkey, back } = props;
  const t = sentences(frame.lang);
  const wrong = (field: string) => (error?.field === field ? inSentence(frame, error) : undefined);
  return (
    <Layout
      frame={frame}
      title={t.password.title(source.account_word)}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      {source.id === 'local' ? (
        <p class="lead">{t.password.local_hint}</p>
      ) : (
        <>
          <p class="lead">{t.password.hint(source.name)}</p>
          {sets_here && <p class="hint">{t.password.own_hint}</p>}
        </>
      )}
      <PostForm frame={frame} action={action} class="card">
        <input type="hidden" name="source" value={source.id} />
        <Field
          name="username"
          label={t.password.username}
          value={username}
          autocomplete="username"
          error={wrong('username')}
        />
        <Field
          name="password"
          label={t.password.password}
          secret
          autocomplete="current-password"
          maxLength={1024}
          show={t.password.show}
          error={wrong('password')}
        />
        <button type="submit" class="button">
          {t.password.submit}
        </button>
      </PostForm>
      {passkey && (
        <div class="card">
          <p>{t.factors.local.or_passkey}</p>
          <PasskeyForm
            {...{ frame, action: passkey.action, does: 'get', options: passkey.options }}
            {...{ button: t.factors.local.passkey, second: true }}
            {...passkeyWords(frame)}
          />
        </div>
      )}
      <p class="aside">
        <a href={back}>{t.password.other}</a>
      </p>
    </Layout>
  );
}
