import type { JSX } from 'preact';
import { AgainSummary, useTyped } from '../components/again.tsx';
import { Field, type FieldProps } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { zhCN } from '../locales/portal/zh-CN.ts';

/** The first step: posts `address`. There is no other way in, and no password. */
export function DeveloperSignInPage(props: {
  frame: PageFrame;
  /** Why the session in this browser is over. */
  said?: keyof typeof zhCN.sign_in.said | undefined;
  /** Mail is set up. */
  mail: boolean;
  sandbox: boolean;
}): JSX.Element {
  const { frame, said, mail, sandbox } = props;
  const t = sentences(frame.lang).portal.sign_in;
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={frame.again !== undefined}
      above={<AgainSummary frame={frame} />}
    >
      {said && (
        <p class="note" role="status">
          {t.said[said]}
        </p>
      )}
      <p class="lead">{t.lead}</p>
      <p>{sandbox ? t.sandbox : t.production}</p>
      {mail ? (
        <PostForm frame={frame} action="/clients/sign-in" class="card">
          <TypedField name="address" label={t.address} autocomplete="username" />
          <button type="submit" class="button">
            {t.submit}
          </button>
        </PostForm>
      ) : (
        <p class="note">{t.no_mail}</p>
      )}
    </Layout>
  );
}

/** The second step: posts `code`. */
export function DeveloperCodePage(props: { frame: PageFrame; address: string }): JSX.Element {
  const { frame, address } = props;
  const t = sentences(frame.lang).portal.sign_in;
  return (
    <Layout
      frame={frame}
      title={t.code_title}
      trouble={frame.again !== undefined}
      above={<AgainSummary frame={frame} />}
    >
      <p class="lead">{t.code_lead(address)}</p>
      <PostForm frame={frame} action="/clients/sign-in/code" class="card">
        <TypedField
          name="code"
          label={t.code}
          hint={t.code_hint}
          autocomplete="one-time-code"
          inputmode="numeric"
          maxLength={40}
        />
        <button type="submit" class="button">
          {t.code_submit}
        </button>
      </PostForm>
      <p class="aside">
        <a href="/clients/sign-in">{t.other}</a>
      </p>
    </Layout>
  );
}

/** A field that shows what was typed before it was refused. */
function TypedField(props: FieldProps): JSX.Element {
  const { id, value, error } = useTyped({ ...props, id: props.name });
  return <Field {...props} id={id} value={value} error={error} />;
}
