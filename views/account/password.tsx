import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';

/** Sets or changes the password of Songhua itself. Posts `current_password`, `login_name`, `password`. */
export interface SetPasswordProps {
  frame: PageFrame;
  error?: Trouble;
  /** One stands already: the current one is asked for, and it can be removed. */
  set: boolean;
  /** As it stands, or as typed. */
  login_name?: string;
  /** More than one way in is left, so that the password may be removed. */
  removable: boolean;
}

export function SetPasswordPage(props: SetPasswordProps): JSX.Element {
  const { frame, error, set, login_name, removable } = props;
  const { account, password } = sentences(frame.lang);
  const t = account.password;
  const wrong = (field: string) => (error?.field === field ? inSentence(frame, error) : undefined);
  return (
    <Layout
      frame={frame}
      title={set ? t.title_change : t.title_set}
      trouble={Boolean(error)}
      above={
        <>
          <AccountMenu frame={frame} at="signIn" />
          <TroubleSummary frame={frame} trouble={error} />
        </>
      }
    >
      <PostForm frame={frame} action={paths.password} class="card">
        {set && (
          <Field
            name="current_password"
            label={t.current}
            secret
            autocomplete="current-password"
            maxLength={1024}
            error={wrong('current_password')}
          />
        )}
        <Field
          name="login_name"
          label={t.login_name}
          hint={t.login_name_hint}
          value={login_name}
          autocomplete="username"
          maxLength={40}
          error={wrong('login_name')}
        />
        <Field
          name="password"
          label={t.new}
          hint={t.new_hint}
          secret
          autocomplete="new-password"
          maxLength={1024}
          show={password.show}
          error={wrong('password')}
        />
        {set && <p>{t.consequence}</p>}
        <button type="submit" class="button">
          {t.submit}
        </button>
        {set && removable && (
          <>
            <hr />
            <p id="remove-hint">{t.remove_hint}</p>
            <button
              type="submit"
              formAction={paths.removePassword}
              class="button button-second"
              aria-describedby="remove-hint"
            >
              {t.remove}
            </button>
          </>
        )}
      </PostForm>
    </Layout>
  );
}
