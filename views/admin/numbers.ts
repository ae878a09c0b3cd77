import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** A number with its thousands apart, the same in the three languages. */
export const numberWords = (value: number): string => grouped.format(value);

/** How many, where counting stopped at `most`. */
export const countWords = (count: number, most: number, lang: Lang): string =>
  count >= most
    ? sentences(lang).console.dashboard.at_least(numberWords(most))
    : numberWords(count);

/** A duration in words; a dash where nothing was measured. */
export function secondsWords(ms: number | undefined, lang: Lang): string {
  if (ms === undefined) return '—';
  const t = sentences(lang).console.dashboard;
  if (ms < 120_000) return t.seconds(numberWords(Math.round(ms / 100) / 10));
  return t.minutes(numberWords(Math.round(ms / 6_000) / 10));
}

const clock = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hourCycle: 'h23', ...options });
const time = clock({ hour: '2-digit', minute: '2-digit' });
const day = clock({ month: 'numeric', day: 'numeric' });

/** The beginning of a step, by the clocks of the province: 09:30, or 3/2 for a day. */
export function stepWords(at: Date, range: '1h' | '24h' | '30d'): string {
  if (range !== '30d') return time.format(at);
  const parts = Object.fromEntries(day.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${Number(parts['month'])}/${Number(parts['day'])}`;
}

/** Round marks from 0 up to at least `most`: steps of 1, 2 or 5 times a power of ten, at most six marks. */
export function roundTicks(most: number): number[] {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power);
  const ticks = [0];
  while ((ticks.at(-1) as number) < most) ticks.push((ticks.at(-1) as number) + step);
  return ticks.length === 1 ? [0, step] : ticks;
}
