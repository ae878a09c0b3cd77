import type { JSX } from 'preact';
import { sentences } from '../locales/catalogue.ts';
import type { ConsoleFrame } from './console.tsx';
import { LinePlot, PlotKey, type PlotLine } from './plot.tsx';
import { Table } from './table.tsx';

export interface FigureProps {
  frame: ConsoleFrame;
  id: string;
  title: string;
  unit: string;
  steps: readonly string[];
  lines: readonly PlotLine[];
  /** A number as it is read in the table. */
  words(value: number | undefined): string;
  /** What is said where there is nothing at all. */
  empty: string;
}

/** A plot with its key and, folded beside it, the table of the same numbers. */
export function Figure(props: FigureProps): JSX.Element {
  const { frame, id, title, unit, steps, lines, words, empty } = props;
  const t = sentences(frame.lang).console.dashboard;
  const nothing = lines.every(({ values }) => values.every((value) => !value));
  return (
    <div class="card figure">
      <h2>{title}</h2>
      {nothing ? (
        <p class="empty">{empty}</p>
      ) : (
        <>
          <PlotKey names={lines.map(({ name }) => name)} />
          <LinePlot
            id={id}
            title={title}
            description={t.described(title, steps[0] ?? '', steps.at(-1) ?? '', greatest(props))}
            unit={unit}
            steps={steps}
            lines={lines}
          />
          <details id={`${id}-table`}>
            <summary>{t.as_table}</summary>
            <Table
              frame={frame}
              caption={title}
              columns={[
                { title: t.time, number: false },
                ...lines.map(({ name }) => ({ title: name, number: true })),
              ]}
              rows={steps.map((step, place) => ({
                cells: [step, ...lines.map(({ values }) => words(values[place]))],
              }))}
              empty={empty}
            />
          </details>
        </>
      )}
    </div>
  );
}

/** Of each line the greatest value and when: what one sees first. */
function greatest({ frame, lines, steps, words }: FigureProps): string {
  const t = sentences(frame.lang).console.dashboard;
  return lines
    .flatMap(({ name, values }) => {
      const most = Math.max(...values.map((value) => value ?? 0));
      return most > 0 ? [t.greatest(name, words(most), steps[values.indexOf(most)] ?? '')] : [];
    })
    .join(t.between);
}
