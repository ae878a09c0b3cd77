import type { JSX } from 'preact';
import { numberWords, roundTicks } from './numbers.ts';

/** One line of a plot: told apart by its dashes and its mark as well as its colour. */
export interface PlotLine {
  name: string;
  /** One value for each step; undefined where there is none. */
  values: readonly (number | undefined)[];
}

export interface PlotProps {
  /** Unique on the page; the ids of title and description begin with it. */
  id: string;
  title: string;
  /** What a reader who does not see it is told. */
  description: string;
  unit: string;
  /** The steps, in words. */
  steps: readonly string[];
  lines: readonly PlotLine[];
}

/** Places in the drawing, in its own units. */
const [width, height, left, right, top, bottom] = [720, 260, 76, 34, 36, 34];
const plotWidth = width - left - right;
const plotHeight = height - top - bottom;

/** A plot of lines over time. Drawn whole on the server; the numbers stand in a table beside it. */
export function LinePlot(props: PlotProps): JSX.Element {
  const { id, title, description, unit, steps, lines } = props;
  const most = Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const ticks = roundTicks(most);
  const scale = plotHeight / (ticks.at(-1) as number);
  const x = (place: number) => left + (plotWidth * (place + 0.5)) / steps.length;
  const y = (value: number) => top + plotHeight - value * scale;
  return (
    <svg
      class="plot"
      role="img"
      viewBox={`0 0 ${width} ${height}`}
      aria-labelledby={`${id}-title ${id}-description`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      <text class="plot-unit" x={left} y={22}>
        {unit}
      </text>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            class={tick === 0 ? 'plot-axis' : 'plot-grid'}
            x1={left}
            x2={width - right}
            y1={round(y(tick))}
            y2={round(y(tick))}
          />
          <text class="plot-tick" x={left - 8} y={round(y(tick)) + 4} text-anchor="end">
            {numberWords(tick)}
          </text>
        </g>
      ))}
      {shown(steps.length).map((place) => (
        <text
          key={place}
          class="plot-tick"
          x={round(x(place))}
          y={height - 10}
          text-anchor="middle"
        >
          {steps[place]}
        </text>
      ))}
      {lines.map(({ name, values }, which) => (
        <g key={name} class={`plot-line plot-line-${which + 1}`}>
          <path d={pathOf(values, x, y)} />
          {values.map((value, place) =>
            value !== undefined && isMarked(values, place) ? (
              <Mark key={steps[place]} which={which} x={round(x(place))} y={round(y(value))} />
            ) : null,
          )}
        </g>
      ))}
    </svg>
  );
}

/** Which lines there are: the mark and the dashes of each beside its name. */
export function PlotKey({ names }: { names: readonly string[] }): JSX.Element {
  return (
    <ul class="plot-key">
      {names.map((name, which) => (
        <li key={name}>
          <svg class="plot-sample" viewBox="0 0 40 14" aria-hidden="true">
            <g class={`plot-line plot-line-${which + 1}`}>
              <path d="M2 7H38" />
              <Mark which={which} x={20} y={7} />
            </g>
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

/** A bar beside its number: how much of the largest it is. Its number stands in the cell before it. */
export function Bar({ share }: { share: number }): JSX.Element {
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-ground" x="0" y="0" width="100" height="10" />
      <rect class="bar-fill" x="0" y="0" width={round(share * 100)} height="10" />
    </svg>
  );
}

function Mark({ which, x, y }: { which: number; x: number; y: number }): JSX.Element {
  if (which % 3 === 1) return <rect x={x - 3.5} y={y - 3.5} width="7" height="7" />;
  if (which % 3 === 2) return <path class="plot-mark" d={`M${x} ${y - 5}l5 9h-10z`} />;
  return <circle cx={x} cy={y} r="3.5" />;
}

/** A line with a gap where nothing was measured. */
function pathOf(
  values: PlotLine['values'],
  x: (place: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let drawing = false;
  for (const [place, value] of values.entries()) {
    if (value !== undefined) path += `${drawing ? 'L' : 'M'}${round(x(place))} ${round(y(value))}`;
    drawing = value !== undefined;
  }
  return path || 'M0 0';
}

/** About ten marks a line, and one on whatever stands alone. */
function isMarked(values: PlotLine['values'], place: number): boolean {
  const alone = values[place - 1] === undefined && values[place + 1] === undefined;
  return alone || place === values.length - 1 || place % Math.ceil(values.length / 10) === 0;
}

/** The steps that are named under the axis: at most seven, evenly. */
function shown(count: number): number[] {
  const every = Math.ceil(count / 6);
  return Array.from({ length: count }, (_, place) => place).filter(
    (place) => (count - 1 - place) % every === 0,
  );
}

const round = (value: number) => Math.round(value * 10) / 10;
