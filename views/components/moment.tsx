import type { JSX } from 'preact';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

const local = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** An instant in words, by the clocks of the province. */
export function momentWords(at: Date, lang: Lang): string {
  return sentences(lang).site.moment(partsOf(at));
}

/** The same to the second: where things that follow at once are told apart. */
export function secondWords(at: Date, lang: Lang): string {
  const { second, ...parts } = partsOf(at);
  return sentences(lang).site.moment({ ...parts, time: `${parts.time}:${second}` });
}

/** The day of an instant, in the province. */
export function dayWords(at: Date, lang: Lang): string {
  return sentences(lang).site.day(partsOf(at));
}

/** The same with its exact value for machines. */
export function Moment({ at, lang }: { at: Date; lang: Lang }): JSX.Element {
  return <time dateTime={at.toISOString()}>{momentWords(at, lang)}</time>;
}

function partsOf(at: Date) {
  const parts = Object.fromEntries(local.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = parts;
  return {
    year,
    month: String(Number(month)),
    day: String(Number(day)),
    time: `${hour}:${minute}`,
    second,
  };
}
