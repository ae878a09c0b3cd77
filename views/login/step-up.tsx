import type { JSX } from 'preact';
import { passkeyWords } from '../components/factor-forms.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { type PickerSource, SourceRow } from '../components/source-row.tsx';
import type { Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

type Listed = PickerSource & { department: string };

/** The sign-in worked, but reaches less than the service needs. */
export interface StepUpProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  level: number;
  needed_level: number;
  /** Address (GET) of the second factor, where one would do. */
  factor?: string | undefined;
  /** A passkey would do by itself: the options of WebAuthn, and where `answer` is posted. */
  passkey?: { options: unknown; action: string } | undefined;
  /** Departments that reach it, the linked ones apart; posted as `source` to `action`. */
  linked: Listed[];
  others: Listed[];
  action: string;
  /** Checks by an authority that reach it; posted as `method` to `check`. */
  checks?: (keyof Catalogue['factors']['check']['methods'])[] | undefined;
  check?: string | undefined;
  /** Address (GET) of the picker. */
  all: string;
  leave: string;
}

/** Says what was reached and what is needed, and the ways there, the shortest first. */
export function StepUpPage(props: StepUpProps): JSX.Element {
  const { frame, error, level, needed_level, factor, passkey, linked, others, action, all } = props;
  const { lowLevel, factors, levels } = sentences(frame.lang);
  const t = factors.stepUp;
  const checks = props.checks ?? [];
  const sources = linked.length + others.length > 0;
  const none = !factor && !passkey && !sources && checks.length === 0;
  return (
    <Layout
      frame={frame}
      title={lowLevel.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <div class="card">
        <p>{lowLevel.text(levels.name(level), levels.name(needed_level))}</p>
        <p>{lowLevel.meaning(levels.short[needed_level] ?? '')}</p>
      </div>
      <h2>{none ? t.none : t.ways}</h2>
      {none && <p>{t.none_now}</p>}
      {factor && (
        <div class="card">
          <p>{t.factor_hint}</p>
          <a class="button" href={factor}>
            {t.factor}
          </a>
        </div>
      )}
      {passkey && (
        <div class="card">
          <p>{t.passkey_hint}</p>
          <PasskeyForm
            {...{ frame, action: passkey.action, does: 'get', options: passkey.options }}
            {...{ button: factors.second.passkey, second: Boolean(factor) }}
            {...passkeyWords(frame)}
          />
        </div>
      )}
      <Sources {...{ frame, action, needed_level, words: t.linked, sources: linked }} />
      <Sources {...{ frame, action, needed_level, words: t.others, sources: others }} />
      {checks.length > 0 && (
        <PostForm frame={frame} action={props.check ?? ''} class="card choices" name="check">
          <p>{factors.check.ways}</p>
          {checks.map((id) => (
            <div key={id}>
              <p class="hint" id={`${id}-hint`}>
                {factors.check.hints[id]}
              </p>
              <button
                type="submit"
                name="method"
                value={id}
                class="button button-second"
                aria-describedby={`${id}-hint`}
              >
                {factors.check.methods[id]}
              </button>
            </div>
          ))}
        </PostForm>
      )}
      <p class="aside">
        <a href={all}>{t.all}</a>
      </p>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}

function Sources(props: {
  frame: PageFrame;
  action: string;
  needed_level: number;
  words: string;
  sources: Listed[];
}): JSX.Element | null {
  const { frame, action, needed_level, words, sources } = props;
  if (sources.length === 0) return null;
  return (
    <PostForm frame={frame} action={action} class="sources">
      <p>{words}</p>
      <ul>
        {sources.map((source) => (
          <SourceRow
            key={source.id}
            {...{ frame, source, department: source.department, needed_level }}
          />
        ))}
      </ul>
    </PostForm>
  );
}
