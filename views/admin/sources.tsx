import type { JSX } from 'preact';
import { dayWords, Moment, momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Words } from '../frame.ts';
import { inWords, type Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { settingWords } from '../locales/sources/words.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import {
  DrainReport,
  type DrainShown,
  SessionsChoice,
  WatchedFacts,
  type WatchedShown,
} from './source-health.tsx';
import { Life, type LifeShown, type State } from './source-life.tsx';
import { Pending, type PendingShown, SourceLinks } from './source-links.tsx';
import { PolicyFacts, RulesForm, type SourceRules } from './source-rules.tsx';
import { Fact, Facts } from './table.tsx';

export interface SourceShown extends SourceRules {
  id: string;
  names: Words;
  protocol: string;
  department: { names: Words };
  state: State;
  health: 'ok' | 'down' | 'not_open';
  evidence_days: number;
  failures: number;
  last_fault: string | null;
  last_failed_at: Date | null;
  last_ok_at: Date | null;
  probed_at: Date | null;
}

export interface SourcePageProps extends LifeShown {
  frame: ConsoleFrame;
  source: SourceShown;
  /** A line without a value is a secret. */
  settings: readonly { name: string; value: string | undefined }[];
  /** The setting for whose sake it cannot be spoken with at all. */
  in_the_way: string | undefined;
  /** Absent where nobody signed in through it as far back as is known. */
  last: Last | undefined;
  /** It has not been here for longer than sign-ins are counted. */
  young: boolean;
  sessions: number;
  watched: WatchedShown;
  /** Absent where no switch-off ended sessions. */
  drain: DrainShown | undefined;
  pending: readonly PendingShown[];
  may_ask: boolean;
  may_connect: boolean;
  may_now: boolean;
  may_see_sessions: boolean;
}

/** When somebody last signed in through a source, and how exactly that is known. */
export interface Last {
  at: Date;
  to: 'minute' | 'hour' | 'day';
}

/** `young`: it has not been here for longer than sign-ins are counted. */
export function lastWords(last: Last | undefined, lang: Lang, young = false): string {
  const t = sentences(lang).console.sources;
  if (!last) return young ? t.last_none : t.last_never;
  if (last.to === 'day') return dayWords(last.at, lang);
  const moment = momentWords(last.at, lang);
  return last.to === 'hour' ? t.last_hour(moment) : moment;
}

export function LastSuccess(props: {
  last: Last | undefined;
  lang: Lang;
  young: boolean;
}): JSX.Element {
  const { last, lang, young } = props;
  return <time dateTime={last?.at.toISOString()}>{lastWords(last, lang, young)}</time>;
}

const stateOf = { ok: 'ok', down: 'warning', not_open: 'waiting' } as const;

const shapes = {
  draft: 'waiting',
  test: 'waiting',
  shadow: 'waiting',
  live: 'ok',
  paused: 'failed',
  retired: 'failed',
} as const satisfies Record<State, string>;

type Watched = Pick<SourceShown, 'health' | 'probed_at' | 'failures' | 'last_ok_at'>;

/** Neither a probe nor anybody's sign-in has said how it does. */
const isUnchecked = (
  { health, probed_at, failures, last_ok_at }: Watched,
  last: Last | undefined,
): boolean => health === 'ok' && !probed_at && !last && !last_ok_at && failures === 0;

export function healthWords(source: Watched, last: Last | undefined, lang: Lang): string {
  const t = sentences(lang).console.sources;
  return isUnchecked(source, last) ? t.unchecked : t.health[source.health];
}

/** The states of a source as words with a shape. */
export const sourceStates = {
  state: ({ state }: Pick<SourceShown, 'state'>, lang: Lang): JSX.Element => (
    <StateWords kind={shapes[state]}>{sentences(lang).console.sources.states[state]}</StateWords>
  ),
  health: (source: Watched, last: Last | undefined, lang: Lang): JSX.Element => (
    <StateWords kind={isUnchecked(source, last) ? 'waiting' : stateOf[source.health]}>
      {healthWords(source, last, lang)}
    </StateWords>
  ),
};

/** In words, with its own name beside them for whoever reads the department's papers. */
function settingName(protocol: string, name: string, lang: Lang): string {
  const { label } = settingWords(protocol, name, lang);
  return label === name ? name : `${label} (${name})`;
}

/** One source: how it does, how it is spoken to, and what may be asked for. */
export function SourcePage(props: SourcePageProps): JSX.Element {
  const { frame, source, settings, last, sessions, may_ask, may_now, may_see_sessions } = props;
  const { lang } = frame;
  const t = sentences(lang).console.sources;
  const words = sentences(lang).levels;
  return (
    <ConsolePage frame={frame} section="sources" title={inWords(source.names, lang)}>
      {source.state === 'paused' && (
        <p>
          <StateWords kind="failed">{sentences(lang).console.connecting.paused_words}</StateWords>
        </p>
      )}
      {props.in_the_way !== undefined && (
        <p>
          <StateWords kind="failed">
            {sentences(lang).console.connecting.in_the_way(
              settingName(source.protocol, props.in_the_way, lang),
            )}
          </StateWords>
        </p>
      )}
      <SourceLinks
        {...{ lang, id: source.id, state: source.state, may_connect: props.may_connect }}
      />
      <Facts>
        <Fact name={t.columns.id}>{source.id}</Fact>
        <Fact name={t.columns.department}>{inWords(source.department.names, lang)}</Fact>
        <Fact name={t.columns.state}>{sourceStates.state(source, lang)}</Fact>
        <Fact name={t.columns.health}>{sourceStates.health(source, last, lang)}</Fact>
        <WatchedFacts watched={props.watched} lang={lang} />
        <Fact name={t.columns.last}>
          <LastSuccess last={last} lang={lang} young={props.young} />
        </Fact>
        {source.failures > 0 && <Fact name={t.failures}>{source.failures}</Fact>}
        {source.last_fault && (
          <Fact name={t.last_fault}>
            {source.last_fault}
            {source.last_failed_at && (
              <>
                {' '}
                <Moment at={source.last_failed_at} lang={lang} />
              </>
            )}
          </Fact>
        )}
        {source.last_ok_at && (
          <Fact name={t.last_ok}>
            <Moment at={source.last_ok_at} lang={lang} />
          </Fact>
        )}
        <Fact name={t.columns.ceiling}>
          {`${source.ceiling} · ${words.short[source.ceiling] ?? ''}`}
        </Fact>
        <Fact name={t.columns.registration}>{t.registrations[source.registration]}</Fact>
        <PolicyFacts rules={source} lang={lang} />
        <Fact name={t.evidence_days}>{source.evidence_days}</Fact>
        <Fact name={t.sessions}>
          {sessions}{' '}
          {may_see_sessions && (
            <a href={`/admin/sessions?source=${encodeURIComponent(source.id)}`}>{t.see_sessions}</a>
          )}
        </Fact>
      </Facts>
      <Pending lang={lang} pending={props.pending} />
      <Life {...props} state={source.state} id={source.id} />
      {may_ask && source.state === 'paused' && (
        <Act
          frame={frame}
          id="on"
          action={`/admin/sources/${source.id}/on`}
          title={t.on}
          what={t.on_what}
          button={t.on}
          reason
        />
      )}
      {may_now && source.state === 'live' && (
        <Act
          frame={frame}
          id="off-now"
          action={`/admin/sources/${source.id}/off-now`}
          title={t.now}
          what={t.now_what}
          button={t.now}
          reason
          named={source.id}
          danger
        >
          <SessionsChoice id="off-now" lang={lang} />
        </Act>
      )}
      {may_ask && source.state === 'live' && (
        <Act
          frame={frame}
          id="off"
          action={`/admin/sources/${source.id}/off`}
          title={t.off}
          what={t.off_what}
          button={t.off}
          reason
          named={source.id}
        >
          <SessionsChoice id="off" lang={lang} />
        </Act>
      )}
      {may_ask && <RulesForm frame={frame} id={source.id} rules={source} />}
      {props.drain && <DrainReport frame={frame} drain={props.drain} />}
      <h2>{t.settings}</h2>
      <Facts>
        <Fact name={t.protocol}>{source.protocol}</Fact>
        {settings.map(({ name, value }) => (
          <Fact key={name} name={settingName(source.protocol, name, lang)}>
            <span class="lines">
              {value === undefined ? t.secret : value === '[]' ? t.policy.nothing : value}
            </span>
          </Fact>
        ))}
      </Facts>
    </ConsolePage>
  );
}
