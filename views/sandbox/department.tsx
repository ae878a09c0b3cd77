import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

/** The page of the department that there is not, where made-up citizens type name and password. */
export function SandboxDepartmentPage(props: {
  frame: PageFrame;
  action: string;
  wrong: boolean;
  /** To the picker, as somebody who gave up. */
  back: string;
}): JSX.Element {
  const { frame, action, wrong, back } = props;
  const { sandbox: t, password } = sentences(frame.lang);
  return (
    <Layout frame={frame} title={t.department.title} trouble={wrong}>
      <p class="lead">{t.department.lead}</p>
      <p>
        <a href="/sandbox">{t.citizens.title}</a>
      </p>
      <form method="post" action={action} class="card" noValidate>
        <Field
          name="username"
          label={password.username}
          autocomplete="username"
          error={wrong ? t.department.wrong : undefined}
        />
        <Field
          name="password"
          label={password.password}
          secret
          autocomplete="current-password"
          maxLength={1024}
          show={password.show}
        />
        <button type="submit" class="button">
          {password.submit}
        </button>
      </form>
      <p class="aside">
        <a href={back}>{password.other}</a>
      </p>
    </Layout>
  );
}
