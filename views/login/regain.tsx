import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface RegainProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  login_name?: string | undefined;
  /** With what they proved it. */
  by: 'paper' | 'recovery';
  /** Where `login_name` and `password` are posted. */
  action: string;
  leave?: string;
}

/** Somebody without a way in has proved who they are: here the password is set that lets them in. */
export function RegainPage(props: RegainProps): JSX.Element {
  const { frame, error, action } = props;
  const { account, password, recovery } = sentences(frame.lang);
  const t = recovery.regain;
  const wrong = (field: string) => (error?.field === field ? inSentence(frame, error) : undefined);
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{t.lead}</p>
      <PostForm frame={frame} action={action} class="card">
        <Field
          name="password"
          label={t.password}
          hint={account.password.new_hint}
          secret
          autocomplete="new-password"
          maxLength={1024}
          show={password.show}
          error={wrong('password')}
        />
        <Field
          name="login_name"
          label={t.login_name}
          hint={t.login_name_hint}
          value={props.login_name}
          autocomplete="username"
          maxLength={100}
          error={wrong('login_name')}
        />
        <p>{t.after[props.by]}</p>
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
