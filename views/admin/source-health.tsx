import type { JSX } from 'preact';
import { dayWords, Moment } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { ConsoleFrame } from './console.tsx';
import { Choice } from './inputs.tsx';
import { Fact, Table } from './table.tsx';

export interface WatchedShown {
  probed_at: Date | null;
  probe_fault: string | null;
  /** Of the last hour; absent where nobody tried. */
  success: { well: number; failed: number } | undefined;
  /** `days` whole days from now, negative when it is over; `soon` from 60 days on. */
  expiries: readonly { what: string; at: Date; days: number; soon: boolean }[];
}

/** What watching a source found: the last probe, how sign-ins went, what expires. */
export function WatchedFacts({
  watched,
  lang,
}: {
  watched: WatchedShown;
  lang: Lang;
}): JSX.Element {
  const t = sentences(lang).console.sources.watched;
  const { probed_at, probe_fault, success, expiries } = watched;
  return (
    <>
      <Fact name={t.probed}>
        {probed_at ? (
          <>
            <StateWords kind={probe_fault === null ? 'ok' : 'warning'}>
              {probe_fault ?? t.probe_ok}
            </StateWords>{' '}
            <Moment at={probed_at} lang={lang} />
          </>
        ) : (
          t.never
        )}
      </Fact>
      <Fact name={t.success}>
        {success ? t.success_of(success.well, success.well + success.failed) : t.success_none}
      </Fact>
      {expiries.map((one) => {
        const words = t.expiry(t.kinds[one.what] ?? one.what, dayWords(one.at, lang), one.days);
        return (
          <Fact key={one.what} name={t.expires}>
            {one.soon ? (
              <StateWords kind={one.days < 7 ? 'failed' : 'warning'}>{words}</StateWords>
            ) : (
              words
            )}
          </Fact>
        );
      })}
    </>
  );
}

/** What becomes of the sessions: part of the form that switches a source off. */
export function SessionsChoice({ id, lang }: { id: string; lang: Lang }): JSX.Element {
  const t = sentences(lang).console.sources.drain;
  return (
    <Choice
      id={`${id}-sessions`}
      name="sessions"
      label={t.sessions}
      value="end"
      options={[
        { value: 'end', label: t.end },
        { value: 'keep', label: t.keep },
      ]}
    />
  );
}

export interface DrainShown {
  begun_at: Date;
  done_at: Date | undefined;
  sessions: number;
  clients: readonly { client_id: string; names: Words | undefined; sessions: number }[];
  /** The same added up over the clients of a region. */
  regions: readonly { id: string; names: Words; sessions: number }[];
}

/** Whom the last switch-off touched, by client and by region: counts, and nobody's name. */
export function DrainReport({
  frame,
  drain,
}: {
  frame: ConsoleFrame;
  drain: DrainShown;
}): JSX.Element {
  const { lang } = frame;
  const t = sentences(lang).console.sources.drain;
  const column = (title: string) => [
    { title, number: false },
    { title: t.count, number: true },
  ];
  return (
    <>
      <h2>{t.title}</h2>
      <p>
        {t.at(dayWords(drain.begun_at, lang), drain.sessions)}
        {!drain.done_at && ` · ${t.going}`}
      </p>
      <Table
        frame={frame}
        caption={t.client}
        columns={column(t.client)}
        rows={drain.clients.map(({ client_id, names, sessions }) => ({
          cells: [names ? inWords(names, lang) : client_id, String(sessions)],
        }))}
        empty={t.none}
      />
      {drain.regions.length > 0 && (
        <Table
          frame={frame}
          caption={t.region}
          columns={column(t.region)}
          rows={drain.regions.map(({ names, sessions }) => ({
            cells: [inWords(names, lang), String(sessions)],
          }))}
          empty={t.none}
        />
      )}
    </>
  );
}
