import type { JSX } from 'preact';
import { sentences } from '../locales/catalogue.ts';
import type { ConsoleFrame } from './console.tsx';
import { type DashboardProps, type Found, type Line, placeWords } from './dashboard-found.ts';
import { numberWords, secondsWords } from './numbers.ts';
import { Bar } from './plot.tsx';
import { Table } from './table.tsx';

/** Why sign-ins came to nothing, the most frequent first. The code is that of the trail. */
export function Causes({
  frame,
  causes,
}: {
  frame: ConsoleFrame;
  causes: Found['causes'];
}): JSX.Element {
  const t = sentences(frame.lang).console.dashboard;
  const most = Math.max(1, ...causes.map(({ count }) => count));
  return (
    <div class="card figure">
      <h2>{t.causes}</h2>
      <Table
        frame={frame}
        caption={t.causes}
        columns={[
          { title: t.cause, number: false },
          { title: t.outcome, number: false },
          { title: t.count, number: true },
          { title: t.share, number: false },
        ]}
        rows={causes.map(({ outcome, code, count }) => ({
          cells: [
            <span key="cause">
              {wordsOf(t.cause_words, code)} <code>{code}</code>
            </span>,
            t.outcomes[outcome as keyof typeof t.outcomes] ?? outcome,
            numberWords(count),
            <Bar key="bar" share={count / most} />,
          ],
        }))}
        empty={t.no_causes}
      />
    </div>
  );
}

const wordsOf = (words: Record<string, string>, code: string) =>
  Object.hasOwn(words, code) ? words[code] : '';

/** Sources, or clients, side by side. */
export function Lines(
  props: DashboardProps & { kind: 'source' | 'client'; lines: readonly Line[] },
): JSX.Element | null {
  const { frame, kind, lines, hrefOf } = props;
  const t = sentences(frame.lang).console.dashboard;
  if (lines.length === 0) return null;
  const title = kind === 'source' ? t.per_source : t.per_client;
  const most = Math.max(1, ...lines.map(({ succeeded }) => succeeded));
  return (
    <div class="card figure">
      <h2>{title}</h2>
      <Table
        frame={frame}
        caption={title}
        columns={[
          { title: kind === 'source' ? t.source : t.client, number: false },
          { title: t.outcomes.succeeded, number: true },
          { title: t.share, number: false },
          { title: t.outcomes.failed, number: true },
          { title: t.outcomes.refused, number: true },
          { title: t.median, number: true },
          { title: t.p99, number: true },
        ]}
        rows={lines.map((line) => ({
          href: hrefOf({ of: `${kind}:${line.id}` }),
          cells: [
            placeWords(line, frame.lang),
            numberWords(line.succeeded),
            <Bar key="bar" share={line.succeeded / most} />,
            numberWords(line.failed),
            numberWords(line.refused),
            secondsWords(line.taken.median, frame.lang),
            secondsWords(line.taken.p99, frame.lang),
          ],
        }))}
        empty={t.no_lines}
      />
    </div>
  );
}
