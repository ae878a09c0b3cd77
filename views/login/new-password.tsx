import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface NewPasswordProps {
  frame: PageFrame;
  /** The department whose password was right and may not stay. */
  source_name: string;
  error?: Trouble;
  /** Where `password` is posted. */
  action: string;
  leave?: string;
}

/** A password that is too weak signs in once: here another one is set, and the sign-in goes on. */
export function NewPasswordPage(props: NewPasswordProps): JSX.Element {
  const { frame, source_name, error, action } = props;
  const { account, newPassword, password } = sentences(frame.lang);
  return (
    <Layout
      frame={frame}
      title={newPassword.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{newPassword.text(source_name)}</p>
      <PostForm frame={frame} action={action} class="card">
        <Field
          name="password"
          label={newPassword.label}
          hint={account.password.new_hint}
          secret
          autocomplete="new-password"
          maxLength={1024}
          show={password.show}
          error={error && inSentence(frame, error)}
        />
        <p>{newPassword.after(source_name)}</p>
        <button type="submit" class="button">
          {newPassword.submit}
        </button>
      </PostForm>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
