import type { JSX } from 'preact';
import { FactorForms } from '../components/factor-forms.tsx';
import { Leave } from '../components/form.tsx';
import type { Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface SecondFactorProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** The level that it is for; absent: its person wants it asked at every sign-in. */
  needed_level?: number | undefined;
  code: boolean;
  passkey?: unknown;
  /** Where `code`, or `answer`, is posted. */
  action: string;
  /** Address (GET) of the other ways to the level. */
  other?: string | undefined;
  /** Address (GET) of the picker. */
  ways: string;
  leave?: string;
}

/** The second step of a sign-in. */
export function SecondFactorPage(props: SecondFactorProps): JSX.Element {
  const { frame, error, needed_level, code, passkey, action, other, ways } = props;
  const { factors, levels, password } = sentences(frame.lang);
  const t = factors.second;
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">
        {needed_level === undefined ? t.always : t.needed(levels.name(needed_level))}
      </p>
      <FactorForms {...{ frame, error, action, code, passkey }} />
      <p class="hint">{t.lost}</p>
      <p class="aside">
        <a href={other ?? ways}>{other ? t.other_ways : password.other}</a>
      </p>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
