import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

export interface AskedPasswordProps {
  frame: PageFrame;
  /** Why staff stopped the old one. */
  reason: keyof Catalogue['account']['history']['reasons'];
  error?: Trouble;
  /** Where `password`, or `later`, is posted. */
  action: string;
  leave?: string;
}

/** Staff stopped the passwords that are checked here: whoever came by another way sets a new one, now or later. */
export function AskedPasswordPage(props: AskedPasswordProps): JSX.Element {
  const { frame, reason, error, action } = props;
  const { account, newPassword, renewPassword: t, password } = sentences(frame.lang);
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{t.text(account.history.reasons[reason])}</p>
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
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
      <PostForm frame={frame} action={action} class="aside-form">
        <button type="submit" name="later" value="1" class="button button-quiet">
          {t.later}
        </button>
      </PostForm>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
