import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface RegisterPasswordProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** Masked; the user names that the password goes with. */
  phone: string;
  number?: string | undefined;
  login_name?: string | undefined;
  /** Somebody here has proved this telephone before, and was not told of it yet. */
  known_phone: boolean;
  /** Where `password` and `login_name` are posted. */
  action: string;
  leave?: string;
}

/** The last step: with the password the account is there. */
export function RegisterPasswordPage(props: RegisterPasswordProps): JSX.Element {
  const { frame, error, phone, number, action } = props;
  const { account, password, newcomers } = sentences(frame.lang);
  const t = newcomers.password;
  const wrong = (field: string) => (error?.field === field ? inSentence(frame, error) : undefined);
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{number ? t.lead_number(phone, number) : t.lead(phone)}</p>
      {props.known_phone && <p class="note">{newcomers.known_phone}</p>}
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
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
