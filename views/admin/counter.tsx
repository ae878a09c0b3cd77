import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { Moment } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, langs, ownName, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Choice, Input } from './inputs.tsx';
import { Fact, Facts } from './table.tsx';

/** Where the console's pages of the counter stand. */
export const counterPaths = { papers: '/admin/counter', form: '/admin/counter/print' } as const;

export interface CounterProps {
  frame: ConsoleFrame;
  /** Codes of `documents` and of `recovery.counter.reasons`. */
  id_types: readonly string[];
  reasons: readonly string[];
  /** Why nothing was printed; what was typed stays where it may be corrected. */
  said?: 'compare' | 'asked' | 'stopped';
  typed?: {
    name: string;
    id_type: string;
    id_number: string;
    reason_code: string;
    note: string;
    paper_lang: Lang;
  };
}

/** Somebody shows a document at the counter: what stands on it, and why they need a code. */
export function CounterPage(props: CounterProps): JSX.Element {
  const { frame, id_types, reasons, said, typed } = props;
  const all = sentences(frame.lang);
  const t = all.recovery.counter;
  const words: Record<string, string> = t.reasons;
  return (
    <ConsolePage frame={frame} section="counter" title={t.title} trouble={said !== undefined}>
      {said && <Said lang={frame.lang} said={said} />}
      <p>{t.intro}</p>
      <p class="strong">{t.before}</p>
      <PostForm frame={frame} action={counterPaths.form} class="card">
        <Input
          id="name"
          name="name"
          label={t.name}
          hint={t.name_hint}
          value={typed?.name}
          required
        />
        <Choice
          id="id-type"
          name="id_type"
          label={t.id_type}
          value={typed?.id_type}
          options={id_types.map((value) => ({ value, label: all.documents[value] ?? value }))}
        />
        <Input
          id="id-number"
          name="id_number"
          label={t.id_number}
          hint={t.id_number_hint}
          value={typed?.id_number}
          maxLength={60}
          required
        />
        <Choice
          id="reason-code"
          name="reason_code"
          label={t.reason_code}
          value={typed?.reason_code}
          options={reasons.map((value) => ({ value, label: words[value] ?? value }))}
        />
        <Choice
          id="paper-lang"
          name="paper_lang"
          label={t.paper_lang}
          value={typed?.paper_lang ?? frame.lang}
          options={langs.map((value) => ({ value, label: ownName[value] }))}
        />
        <Input
          id="note"
          name="note"
          label={t.note}
          hint={t.note_hint}
          value={typed?.note}
          maxLength={500}
          required
        />
        <button type="submit" class="button">
          {t.submit}
        </button>
        {said === 'compare' && (
          <>
            <p class="hint">{t.conflict_certain_hint}</p>
            <button type="submit" name="certain" value="yes" class="button button-second">
              {t.conflict_certain}
            </button>
          </>
        )}
      </PostForm>
      <p class="more">
        <a href={counterPaths.papers}>{t.list_link}</a>
      </p>
    </ConsolePage>
  );
}

/** Nothing was printed: why, and what can be said to the person. */
function Said({ lang, said }: { lang: Lang; said: 'compare' | 'asked' | 'stopped' }): JSX.Element {
  const t = sentences(lang).recovery.counter;
  const [title, what, say] = {
    compare: [t.conflict, t.conflict_compare, undefined],
    asked: [t.conflict, t.conflict_asked, t.conflict_say],
    stopped: [t.stopped, t.stopped_say, undefined],
  }[said];
  return (
    <div class="summary" role="alert" tabIndex={-1}>
      <h2>{title}</h2>
      <p>{what}</p>
      {say && <p>{say}</p>}
    </div>
  );
}

const shapes = { open: 'waiting', used: 'ok', voided: 'failed', over: 'warning' } as const;

export type PaperState = keyof typeof shapes;

/** Above the list, for whoever may print. */
export const PrintLink = ({ lang }: { lang: Lang }): JSX.Element => (
  <p>
    <a class="button" href={counterPaths.form}>
      {sentences(lang).recovery.counter.to_form}
    </a>
  </p>
);

/** How a paper stands, as a cell of the list. */
export const paperState = (lang: Lang, state: PaperState): JSX.Element => (
  <StateWords kind={shapes[state]}>{sentences(lang).recovery.counter.states[state]}</StateWords>
);

export interface PaperProps {
  frame: ConsoleFrame;
  number: string;
  department?: Words | undefined;
  staff: string;
  reason_code: string;
  printed_at: Date;
  until_at: Date;
  ended_at?: Date | undefined;
  state: PaperState;
  /** Where it is voided; absent where nothing is left to void, or by somebody who may not. */
  action?: string | undefined;
}

/** One paper that was printed; whose it is stands nowhere here. */
export function PaperPage(props: PaperProps): JSX.Element {
  const { frame, number, department, staff, reason_code, state, ended_at, action } = props;
  const { lang } = frame;
  const t = sentences(lang).recovery.counter;
  const reasons: Record<string, string> = t.reasons;
  return (
    <ConsolePage frame={frame} section="counter" title={number}>
      <Facts>
        <Fact name={t.columns.state}>{paperState(lang, state)}</Fact>
        <Fact name={t.columns.department}>{department ? inWords(department, lang) : '—'}</Fact>
        <Fact name={t.columns.staff}>{staff}</Fact>
        <Fact name={t.columns.reason}>{reasons[reason_code] ?? reason_code}</Fact>
        <Fact name={t.columns.printed_at}>
          <Moment at={props.printed_at} lang={lang} />
        </Fact>
        <Fact name={t.columns.until_at}>
          <Moment at={props.until_at} lang={lang} />
        </Fact>
        {ended_at && (
          <Fact name={t.ended_at}>
            <Moment at={ended_at} lang={lang} />
          </Fact>
        )}
      </Facts>
      {action && (
        <Act
          frame={frame}
          id="void"
          action={action}
          title={t.void}
          what={t.void_what}
          button={t.void_button}
          danger
        />
      )}
      <p class="more">
        <a href={counterPaths.papers}>{t.back}</a>
      </p>
    </ConsolePage>
  );
}
