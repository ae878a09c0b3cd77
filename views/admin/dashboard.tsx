import type { JSX } from 'preact';
import { AssetPath } from '../assets.ts';
import { Moment } from '../components/moment.tsx';
import { sentences } from '../locales/catalogue.ts';
import { ConsolePage } from './console.tsx';
import { DashboardFilters } from './dashboard-filters.tsx';
import type { DashboardProps } from './dashboard-found.ts';
import { Figure } from './dashboard-plots.tsx';
import { Causes, Lines } from './dashboard-tables.tsx';
import { countWords, numberWords, secondsWords, stepWords } from './numbers.ts';

/** As far as what waits is counted. */
export const AT_MOST = 10_000;

/** The statistics. Everything below the filters is fetched anew by console-live.js, where it runs. */
export function DashboardPage(props: DashboardProps): JSX.Element {
  const { frame, asked, found, now } = props;
  const t = sentences(frame.lang).console.dashboard;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const { succeeded, failed, refused } = found.series;
  return (
    <ConsolePage frame={frame} section="dashboard" title={t.title}>
      <AssetPath.Consumer>
        {(path) => <script src={path('console-live.js')} defer />}
      </AssetPath.Consumer>
      <DashboardFilters {...props} />
      <div class="live-line">
        <p>
          {t.as_of}{' '}
          <span data-live="at">
            <Moment at={now} lang={frame.lang} />
          </span>
        </p>
        <button
          type="button"
          class="button button-second"
          data-live-pause
          data-pause={t.pause}
          data-resume={t.resume}
          hidden
        >
          {t.pause}
        </button>
      </div>
      <p role="status" data-live="totals">
        {t.totals(
          t.ranges[asked.range],
          numberWords(sum(succeeded)),
          numberWords(sum(failed)),
          numberWords(sum(refused)),
        )}
      </p>
      <div data-live="body" class="statistics">
        <Standing {...props} />
        <SignIns {...props} />
        <Duration {...props} />
        <Causes frame={frame} causes={found.causes} />
        <Lines {...props} kind="source" lines={found.lines.sources} />
        <Lines {...props} kind="client" lines={found.lines.clients} />
        <Movement {...props} />
      </div>
    </ConsolePage>
  );
}

/** How it stands now; what cannot be said of this choice is not shown. */
function Standing({ frame, found, now }: DashboardProps): JSX.Element {
  const t = sentences(frame.lang).console.dashboard;
  const { sessions, conflicts, deliveries } = found.now;
  const { median, p99 } = found.taken.whole;
  const facts = [
    [t.sessions_now, sessions === undefined ? undefined : numberWords(Math.max(0, sessions))],
    [
      t.conflicts_now,
      conflicts === undefined ? undefined : countWords(conflicts, AT_MOST, frame.lang),
    ],
    [t.deliveries_now, deliveries && countWords(deliveries.count, AT_MOST, frame.lang)],
    [
      t.oldest_delivery,
      deliveries?.oldest_at &&
        secondsWords(Math.max(0, now.getTime() - deliveries.oldest_at.getTime()), frame.lang),
    ],
    [t.median, secondsWords(median, frame.lang)],
    [t.p99, secondsWords(p99, frame.lang)],
  ] as const;
  return (
    <dl class="figures">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

const stepsOf = ({ found, asked }: DashboardProps) =>
  found.moments.map((moment) => stepWords(moment, asked.range));

function SignIns(props: DashboardProps): JSX.Element {
  const { frame, found, asked } = props;
  const t = sentences(frame.lang).console.dashboard;
  const { succeeded, failed, refused } = found.series;
  return (
    <Figure
      frame={frame}
      id="sign-ins"
      title={t.sign_ins}
      unit={t.per[asked.range]}
      steps={stepsOf(props)}
      lines={[
        { name: t.outcomes.succeeded, values: succeeded },
        { name: t.outcomes.failed, values: failed },
        { name: t.outcomes.refused, values: refused },
      ]}
      words={(value) => numberWords(value ?? 0)}
      empty={t.nothing[asked.range]}
    />
  );
}

function Duration(props: DashboardProps): JSX.Element {
  const { frame, found, asked } = props;
  const t = sentences(frame.lang).console.dashboard;
  const inSeconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1_000);
  return (
    <Figure
      frame={frame}
      id="duration"
      title={t.duration}
      unit={t.in_seconds}
      steps={stepsOf(props)}
      lines={[
        { name: t.median, values: found.taken.steps.map(({ median }) => inSeconds(median)) },
        { name: t.p99, values: found.taken.steps.map(({ p99 }) => inSeconds(p99)) },
      ]}
      words={(value) => secondsWords(value === undefined ? undefined : value * 1_000, frame.lang)}
      empty={t.nothing[asked.range]}
    />
  );
}

/** Sessions by what they stand on are not known of a client, nor first hops of a source. */
function Movement(props: DashboardProps): JSX.Element {
  const { frame, found, asked } = props;
  const t = sentences(frame.lang).console.dashboard;
  const ofClient = asked.of?.startsWith('client:');
  const bySource = ofClient ? [] : [{ name: t.sessions_started, values: found.series.sessions }];
  const byClient = ofClient || found.whole ? [{ name: t.hops, values: found.series.hops }] : [];
  return (
    <Figure
      frame={frame}
      id="movement"
      title={t.movement}
      unit={t.per[asked.range]}
      steps={stepsOf(props)}
      lines={[...bySource, ...byClient]}
      words={(value) => numberWords(value ?? 0)}
      empty={t.nothing_moved[asked.range]}
    />
  );
}
