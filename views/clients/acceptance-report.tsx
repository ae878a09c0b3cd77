import type { JSX } from 'preact';
import { type StateKind, StateWords } from '../components/state-words.tsx';
import type { PageFrame } from '../frame.ts';
import type { zhCN as acceptance } from '../locales/acceptance/zh-CN.ts';
import { sentences } from '../locales/catalogue.ts';
import type { PointCode } from './shown.ts';

export interface AcceptanceReportProps {
  frame: PageFrame;
  state: 'waiting' | 'running' | 'done' | 'broken';
  passed: boolean;
  points: readonly {
    code: PointCode;
    result: 'passed' | 'failed' | 'not_applicable' | 'not_reached';
    /** What the robot saw, in codes with their values; of an old run a few English words. */
    evidence: readonly Seen[] | string;
    standard: string;
    advised: boolean;
  }[];
  /** All that it failed, where that may be handed in with a reason. */
  to_excuse: readonly PointCode[];
}

type Seen = readonly [keyof typeof acceptance.seen, ...(string | number)[]];
type Point = AcceptanceReportProps['points'][number];

const shape: Record<Point['result'], StateKind> = {
  passed: 'ok',
  failed: 'failed',
  not_applicable: 'neutral',
  not_reached: 'warning',
};

/** What the robot found: first what is to be mended, with advice, then all the rest. */
export function AcceptanceReport(props: AcceptanceReportProps): JSX.Element {
  const { frame, state, passed, points, to_excuse } = props;
  const t = sentences(frame.lang).acceptance;
  if (state !== 'done')
    return (
      <p>
        <StateWords kind={state === 'broken' ? 'warning' : 'waiting'}>{t[state]}</StateWords>
      </p>
    );
  const toMend = points.filter(isToMend);
  const rest = points.filter((point) => !isToMend(point));
  const counting = (result: Point['result']) =>
    toMend.filter((point) => point.result === result && !point.advised).length;
  return (
    <>
      <p class="lead">
        {to_excuse.length > 0 ? (
          <StateWords kind="warning">{t.excusable(to_excuse.length)}</StateWords>
        ) : (
          <StateWords kind={passed ? 'ok' : 'failed'}>
            {passed
              ? t.all_passed(points.length)
              : t.some_failed(counting('failed'), counting('not_reached'))}
          </StateWords>
        )}
      </p>
      {toMend.length > 0 && <Points frame={frame} points={toMend} to_excuse={to_excuse} />}
      {rest.length > 0 && (
        <details>
          <summary>{counted(rest, frame)}</summary>
          <Points frame={frame} points={rest} to_excuse={to_excuse} />
        </details>
      )}
    </>
  );
}

/** How many passed and how many do not apply; what is none is not said. */
function counted(points: readonly Point[], frame: PageFrame): string {
  const { acceptance: t, site } = sentences(frame.lang);
  return (['passed', 'not_applicable'] as const)
    .map((result) => ({ result, count: points.filter((one) => one.result === result).length }))
    .filter(({ count }) => count > 0)
    .map(({ result, count }) => `${t[result]}${site.separator}${count}`)
    .join(' · ');
}

const isToMend = ({ result }: Point): boolean => result === 'failed' || result === 'not_reached';

function Points(props: Pick<AcceptanceReportProps, 'frame' | 'points' | 'to_excuse'>): JSX.Element {
  const { frame, points, to_excuse } = props;
  const t = sentences(frame.lang).acceptance;
  return (
    <ul class="points">
      {points.map((point) => {
        const [what, advice] = t.points[point.code] as [string, string];
        return (
          <li key={point.code}>
            <p>
              <span class="strong">{what}</span>
            </p>
            <p>
              <StateWords kind={shape[point.result]}>
                {t[point.result]}
                {point.advised && isToMend(point) && ` · ${t.advised}`}
                {to_excuse.includes(point.code) && ` · ${t.may_be_excused}`}
              </StateWords>
            </p>
            {isToMend(point) && <p>{advice}</p>}
            <p class="hint">
              <code>{point.code}</code> · {t.standard} {point.standard}
              {point.evidence.length > 0 && (
                <>
                  {' '}
                  · {t.evidence}
                  {sentences(frame.lang).site.separator}
                  <Evidence frame={frame} seen={point.evidence} />
                </>
              )}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

/** In the reader's language, with what is technical as it was. */
function Evidence(props: { frame: PageFrame; seen: Point['evidence'] }): JSX.Element {
  const { frame, seen } = props;
  if (typeof seen === 'string') return <span lang="en">{seen}</span>;
  const t = sentences(frame.lang).acceptance;
  const words = seen.map(([code, ...values]) =>
    (t.seen[code] as (...values: string[]) => string)(...values.map(String)),
  );
  return <>{words.join(t.seen_and)}</>;
}
