import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { Moment, momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Input } from './inputs.tsx';

const words = (frame: ConsoleFrame) => sentences(frame.lang).console.trail;

/** A page that is not full, since so much had to be looked at. */
export function TrailReached({ frame, at }: { frame: ConsoleFrame; at: Date }): JSX.Element {
  return <p role="status">{words(frame).reached(momentWords(at, frame.lang))}</p>;
}

/** A code of the trail: its words, and itself small beside them for whoever looks it up. */
export function Coded({ words, code }: { words: string; code: string | null }): JSX.Element {
  if (code === null) return <>—</>;
  return (
    <>
      {words} <code class="soft">{code}</code>
    </>
  );
}

/** Who did it; of the staff, with what else they did. */
export function Actor({ words, href }: { words: string; href?: string }): JSX.Element {
  return href ? <a href={href}>{words}</a> : <span>{words}</span>;
}

interface BelowProps {
  frame: ConsoleFrame;
  may_ask: boolean;
  exports: readonly {
    id: string;
    asked_at: Date;
    /** The days that were asked for, first and last. */
    filters: { from?: string; until?: string };
    state: 'waiting' | 'ready' | 'failed';
  }[];
  archives: readonly {
    from_at: Date;
    events: string;
    state: 'exported' | 'dropped' | 'imported';
  }[];
}

/** Under the list: finding somebody by a number, asking for an export, what was exported and archived. */
export function TrailBelow({ frame, may_ask, exports, archives }: BelowProps): JSX.Element {
  const t = words(frame);
  const states = { waiting: t.waiting, ready: t.ready, failed: t.x_failed };
  return (
    <>
      <section class="under" aria-labelledby="by-number">
        <h2 id="by-number">{t.by_number}</h2>
        <PostForm frame={frame} action="/admin/trail/number" class="card">
          <Input
            id="number"
            name="number"
            label={t.number}
            hint={t.number_hint}
            maxLength={64}
            required
          />
          <button type="submit" class="button">
            {t.find}
          </button>
        </PostForm>
      </section>
      {may_ask && (
        <Act
          {...{ frame, id: 'export', action: '/admin/trail/exports', reason: true }}
          {...{ title: t.ask, what: t.ask_what, button: t.ask }}
        >
          {(['from', 'until'] as const).map((name) => (
            <div class="field" key={name}>
              <label for={`export-${name}`}>{t[name]}</label>
              <input id={`export-${name}`} name={name} type="date" required />
            </div>
          ))}
        </Act>
      )}
      <section class="under" aria-labelledby="exports">
        <h2 id="exports">{t.exports}</h2>
        {exports.length === 0 && <p>{t.none}</p>}
        <ul>
          {exports.map(({ id, asked_at, filters, state }) => (
            <li key={id}>
              {`${filters.from} – ${filters.until} · `}
              <Moment at={asked_at} lang={frame.lang} /> · {states[state]}{' '}
              {state === 'ready' && <a href={`/admin/trail/exports/${id}`}>{t.download}</a>}
            </li>
          ))}
        </ul>
      </section>
      <section class="under" aria-labelledby="archives">
        <h2 id="archives">{t.archives}</h2>
        {archives.length === 0 && <p>{t.none}</p>}
        <ul>
          {archives.map(({ from_at, events, state }) => (
            <li key={from_at.toISOString()}>
              {`${from_at.toISOString().slice(0, 7)} · ${t.events} ${events} · ${t[state]}`}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

export interface TrailEventProps {
  frame: ConsoleFrame;
  kind: string;
  /** The kind, and the code, in words. */
  words: string;
  code_words: string;
  at: string;
  actor: string;
  object: string;
  client: string | null;
  source: string | null;
  outcome: string;
  code: string | null;
  detail: readonly { name: string; value: string; words: string }[];
  seal: { number: number; sealed_at: string } | undefined;
  genuine: boolean;
}

/** One event, with the seal that holds it, checked as the page is made. */
export function TrailEvent(props: TrailEventProps): JSX.Element {
  const { frame, kind, at, outcome, seal, genuine } = props;
  const t = words(frame);
  const sealed =
    seal && t.sealed(String(seal.number), momentWords(new Date(seal.sealed_at), frame.lang));
  const facts: [string, string | JSX.Element | null][] = [
    [t.kind, <Coded words={props.words} code={kind} />],
    [t.at, <time dateTime={at}>{`${momentWords(new Date(at), frame.lang)} (${at})`}</time>],
    [t.actor, props.actor],
    [t.object, props.object],
    [t.client, props.client],
    [t.source, props.source],
    [t.outcome, t[outcome as 'ok'] ?? outcome],
    [t.code, props.code && <Coded words={props.code_words} code={props.code} />],
    [t.detail, props.detail.length > 0 ? <Detail of={props.detail} /> : null],
    [t.seal, sealed ?? t.unsealed],
    [
      t.check,
      <StateWords kind={genuine ? 'ok' : 'failed'}>{genuine ? t.genuine : t.altered}</StateWords>,
    ],
  ];
  return (
    <ConsolePage frame={frame} section="trail" title={props.words}>
      <dl class="facts">
        {facts
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </ConsolePage>
  );
}

/** What an event carries besides: ids, counts and codes. */
function Detail({ of }: { of: TrailEventProps['detail'] }): JSX.Element {
  return (
    <ul class="gist">
      {of.map(({ name, value, words }) => (
        <li key={name}>
          <code class="soft">{name}</code> {words ? <Coded words={words} code={value} /> : value}
        </li>
      ))}
    </ul>
  );
}
