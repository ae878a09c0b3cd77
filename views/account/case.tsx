import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { CaseSteps, type Ending, type State } from '../components/case-state.tsx';
import { dayWords, Moment } from '../components/moment.tsx';
import { Theirs } from '../components/theirs.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';
import { paths } from './paths.ts';

export interface CaseEvent {
  at: Date;
  /** What kind of change it was, as the department reported it. */
  type: keyof Catalogue['account']['oneCase']['events'];
  status_text?: string;
  /** What else the department wrote to the person, of several lines. */
  words?: string;
}

export interface CaseProps {
  frame: PageFrame;
  matter: string;
  case_number: string;
  department: Words | string;
  /** Where it is handled, from the province down to the place; as the department wrote it if we know no such place. */
  area?: Words[] | string;
  state: State;
  status_text: string;
  ending?: Ending;
  /** When each step was reached, as far as it is known. */
  reached: Partial<Record<State, Date>>;
  updated_at: Date;
  promised_at?: Date;
  /** The enterprise that the person acted for. */
  organisation?: { uscc: string; name: string };
  /** Of the department; shown when it is https, with its host named. */
  deep_link?: string;
  at_counter: boolean;
  /** The newest first. */
  history: CaseEvent[];
}

/**
 * One case: where it stands, where to go on, what has happened. The window's title does not name
 * the matter, since it stays in the history of a shared computer.
 */
export function CasePage(props: CaseProps): JSX.Element {
  const { frame, department, state, history } = props;
  const t = sentences(frame.lang).account.oneCase;
  const owner = inWords(department, frame.lang);
  return (
    <Layout frame={frame} title={t.title} wide above={<Above frame={frame} />}>
      <section class="card" aria-labelledby="matter">
        <h2 id="matter">
          <Theirs text={props.matter} />
        </h2>
        <CaseSteps frame={frame} state={state} ending={props.ending} reached={props.reached} />
        <Said by={t.said(owner)} texts={[props.status_text, ...wordsNow(history)]} />
        <GoOn frame={frame} owner={owner} state={state} deep_link={props.deep_link} />
      </section>
      <section class="card" aria-labelledby="facts">
        <h2 id="facts">{t.facts}</h2>
        <Facts {...props} />
      </section>
      <section aria-labelledby="history">
        <h2 id="history">{t.history}</h2>
        <p class="soft">{t.history_hint(owner)}</p>
        <ol class="entries">
          {history.map((event, index) => (
            <Event key={index} frame={frame} event={event} />
          ))}
        </ol>
      </section>
    </Layout>
  );
}

/** What was written with the newest change of state, and in corrections since then. */
function wordsNow(history: CaseEvent[]): (string | undefined)[] {
  const newest = history.findIndex(({ type }) => type !== 'corrected');
  return history.slice(0, newest + 1).map(({ words }) => words);
}

function Above({ frame }: { frame: PageFrame }): JSX.Element {
  return (
    <>
      <AccountMenu frame={frame} at="cases" />
      <p class="back">
        <a href={paths.cases}>{sentences(frame.lang).account.oneCase.back}</a>
      </p>
    </>
  );
}

function Facts(props: CaseProps): JSX.Element {
  const { frame, area, organisation, promised_at, state } = props;
  const { cases, oneCase: t } = sentences(frame.lang).account;
  return (
    <dl>
      {organisation && (
        <>
          <dt>{cases.on_behalf}</dt>
          <dd>
            <Theirs text={organisation.name} />
            <bdi class="soft number">{organisation.uscc}</bdi>
          </dd>
        </>
      )}
      <dt>{t.department}</dt>
      <dd>
        <bdi>{inWords(props.department, frame.lang)}</bdi>
      </dd>
      {area && (
        <>
          <dt>{t.area}</dt>
          <dd>
            {typeof area === 'string' ? (
              <Theirs text={area} />
            ) : (
              t.place(area.map((names) => inWords(names, frame.lang)))
            )}
          </dd>
        </>
      )}
      <dt>{t.number}</dt>
      <dd>
        <bdi class="number">{props.case_number}</bdi>
        <span class="soft">{t.number_hint}</span>
      </dd>
      {props.at_counter && (
        <>
          <dt>{t.way}</dt>
          <dd>{t.way_counter}</dd>
        </>
      )}
      {promised_at && state !== 3 && (
        <>
          <dt>{t.promised}</dt>
          <dd>{t.promised_until(dayWords(promised_at, frame.lang))}</dd>
        </>
      )}
      <dt>{t.updated}</dt>
      <dd>
        <Moment at={props.updated_at} lang={frame.lang} />
      </dd>
    </dl>
  );
}

/** The way on at the department itself, and whose page it will be. */
function GoOn(props: {
  frame: PageFrame;
  owner: string;
  state: State;
  deep_link?: string;
}): JSX.Element | null {
  const { frame, owner, state, deep_link } = props;
  const t = sentences(frame.lang).account.oneCase;
  const host = hostOf(deep_link);
  if (!host) return state === 3 ? null : <p class="soft">{t.no_link(owner)}</p>;
  return (
    <div class="go-on">
      <a class="button" href={deep_link} rel="noreferrer noopener">
        {state === 3 ? t.look_at(owner) : t.go_on_at(owner)}
      </a>
      <p class="soft">
        {t.leads_to} <bdi class="number">{host}</bdi>
      </p>
    </div>
  );
}

/** Of an https address, or of http on this very machine (development); nothing else becomes a link. */
function hostOf(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { origin, host } = new URL(address);
  return /^https:|^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin) ? host : undefined;
}

function Event({ frame, event }: { frame: PageFrame; event: CaseEvent }): JSX.Element {
  const { events } = sentences(frame.lang).account.oneCase;
  return (
    <li class="entry entry-past">
      <div>
        <p>
          <span class="strong">
            <Moment at={event.at} lang={frame.lang} />
          </span>{' '}
          {events[event.type]}
        </p>
        <Said texts={[event.status_text, event.words]} />
      </div>
    </li>
  );
}

/** What the department wrote, in quotation marks and set in, so that it is not taken for our words. */
function Said(props: { by?: string; texts: (string | undefined)[] }): JSX.Element | null {
  const texts = props.texts.filter(Boolean);
  if (texts.length === 0) return null;
  return (
    <div class="said">
      {props.by && <p class="soft">{props.by}</p>}
      <blockquote>
        {texts.map((text = '', index) => (
          <p key={index}>
            “<Theirs text={text} />”
          </p>
        ))}
      </blockquote>
    </div>
  );
}
