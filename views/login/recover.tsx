import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface RecoverProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  typed: {
    name?: string | undefined;
    id_type?: string | undefined;
    number?: string | undefined;
    phone?: string | undefined;
  };
  /** Codes of `documents`. */
  id_types: readonly string[];
  /** The checks that are configured. */
  offered: { operator: boolean; face: boolean };
  wait_hours: number;
  /** Where `name`, `id_type`, `number`, `phone` and `by` are posted. */
  action: string;
  /** Where a code from a counter is typed. */
  paper: string;
  back: string;
}

/** A password that was forgotten: by a check and a waiting time, or at a counter at once. */
export function RecoverPage(props: RecoverProps): JSX.Element {
  const { frame, error, typed, id_types, offered, action, paper, back } = props;
  const { documents, recovery } = sentences(frame.lang);
  const t = recovery.recover;
  const wrong = (field: string) => (error?.field === field ? inSentence(frame, error) : undefined);
  const any = offered.operator || offered.face;
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{any ? t.lead(props.wait_hours) : t.lead_counter}</p>
      {any && (
        <PostForm frame={frame} action={action} class="card">
          <Field
            name="name"
            label={recovery.counter.name}
            value={typed.name}
            autocomplete="off"
            maxLength={100}
            error={wrong('name')}
          />
          <div class="field">
            <label for="id_type">{recovery.counter.id_type}</label>
            <select id="id_type" name="id_type">
              {id_types.map((type) => (
                <option key={type} value={type} selected={type === typed.id_type}>
                  {documents[type] ?? type}
                </option>
              ))}
            </select>
          </div>
          <Field
            name="number"
            label={recovery.counter.id_number}
            hint={t.number_hint}
            value={typed.number}
            autocomplete="off"
            maxLength={60}
            error={wrong('number')}
          />
          {offered.operator && (
            <>
              <Field
                name="phone"
                label={t.phone}
                hint={t.phone_hint}
                value={typed.phone}
                autocomplete="off"
                inputmode="tel"
                maxLength={30}
                error={wrong('phone')}
              />
              <button type="submit" name="by" value="operator" class="button">
                {t.by_operator}
              </button>
            </>
          )}
          {offered.face && (
            <>
              <p class="hint">{t.face_hint}</p>
              <button
                type="submit"
                name="by"
                value="face"
                class={offered.operator ? 'button button-second' : 'button'}
              >
                {t.by_face}
              </button>
            </>
          )}
        </PostForm>
      )}
      <section aria-labelledby="at-counter">
        <h2 id="at-counter">{t.counter}</h2>
        <p>{t.counter_text}</p>
        <p class="aside">
          <a href={paper}>{recovery.paper.way}</a>
        </p>
      </section>
      <p class="aside">
        <a href={back}>{recovery.paper.back}</a>
      </p>
    </Layout>
  );
}

export interface RecoverCodeProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  masked_phone: string;
  /** It was right already, and nobody answered: it is asked once more without it. */
  proved: boolean;
  /** Where `code` is posted. */
  action: string;
  back: string;
}

/** The code that was sent to the telephone. */
export function RecoverCodePage(props: RecoverCodeProps): JSX.Element {
  const { frame, error, masked_phone, proved, action, back } = props;
  const t = sentences(frame.lang).recovery.recover;
  return (
    <Layout
      frame={frame}
      title={proved ? t.proved_title : t.code_title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{proved ? t.proved_lead(masked_phone) : t.code_lead(masked_phone)}</p>
      <PostForm frame={frame} action={action} class="card">
        {!proved && (
          <Field
            name="code"
            label={t.code}
            autocomplete="off"
            maxLength={20}
            error={error && inSentence(frame, error)}
          />
        )}
        <button type="submit" class="button">
          {proved ? t.proved_submit : t.code_submit}
        </button>
      </PostForm>
      <p class="aside">
        <a href={back}>{proved ? t.proved_back : t.code_back}</a>
      </p>
    </Layout>
  );
}

export interface RecoverStandingProps {
  frame: PageFrame;
  at: 'begun' | 'waiting' | 'other_way' | 'stopped' | 'nobody' | 'other_name';
  due_at?: Date | undefined;
  /** Its owner was written to. */
  told: boolean;
  back: string;
  leave: string;
}

/** Where somebody stands who has proved who they are, and cannot set a password now. */
export function RecoverStandingPage(props: RecoverStandingProps): JSX.Element {
  const { frame, at, due_at, told, back, leave } = props;
  const t = sentences(frame.lang).recovery.recover.standing;
  const when = due_at ? momentWords(due_at, frame.lang) : '';
  return (
    <Layout frame={frame} title={t.titles[at]}>
      <p class="lead">{t.texts[at](when)}</p>
      {at === 'begun' && <p>{told ? t.told : t.untold}</p>}
      <p>{t.sooner}</p>
      <p class="aside">
        <a href={back}>{sentences(frame.lang).recovery.paper.back}</a>
      </p>
      <Leave frame={frame} action={leave} />
    </Layout>
  );
}
