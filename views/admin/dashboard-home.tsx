import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { Moment } from '../components/moment.tsx';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage, hrefOf } from './console.tsx';
import { countWords, numberWords } from './numbers.ts';

export interface HomeProps {
  frame: ConsoleFrame;
  /** Absent for whoever may not see statistics. */
  today: { succeeded: number; failed: number; refused: number; sessions: number } | undefined;
  /** What waits for this person, counted to `many`. */
  waiting: { approvals: number; conflicts: number; reviews?: number };
  many: number;
  messages: readonly { id: string; kind: string; made_at: Date }[];
}

/** The first page of the console: what everybody must know, what waits, how today goes. */
export function HomePage({ frame, today, waiting, many, messages }: HomeProps): JSX.Element {
  const { home: t, menu } = sentences(frame.lang).console;
  const { home_reviews: reviews } = sentences(frame.lang).applications.staff;
  const said: Record<string, string> = t.messages;
  const may = (section: (typeof frame.sections)[number]) => frame.sections.includes(section);
  const tasks = [
    ...(may('approvals') ? [[hrefOf('approvals'), t.approvals, waiting.approvals] as const] : []),
    ...(may('conflicts') ? [[hrefOf('conflicts'), t.conflicts, waiting.conflicts] as const] : []),
    ...(may('clients')
      ? [['/admin/clients?review=staff', reviews, waiting.reviews ?? 0] as const]
      : []),
  ];
  return (
    <ConsolePage frame={frame} section="home" title={t.title}>
      {messages.map(({ id, kind, made_at }) => (
        <div class="note" key={id}>
          <p>
            {said[kind] ?? kind} <Moment at={made_at} lang={frame.lang} />
          </p>
          <PostForm frame={frame} action="/admin/message-read">
            <input type="hidden" name="message_id" value={id} />
            <button type="submit" class="button button-second">
              {t.message_read}
            </button>
          </PostForm>
        </div>
      ))}
      <section class="card" aria-labelledby="waiting-head">
        <h2 id="waiting-head">{t.waiting}</h2>
        {tasks.every(([, , count]) => count === 0) ? (
          <p class="empty">{t.nothing_waits}</p>
        ) : (
          <ul class="gist">
            {tasks.map(([href, words, count]) =>
              count === 0 ? null : (
                <li key={href}>
                  <a href={href}>{words(countWords(count, many, frame.lang))}</a>
                </li>
              ),
            )}
          </ul>
        )}
      </section>
      {today && (
        <section class="card" aria-labelledby="today-head">
          <h2 id="today-head">{t.today}</h2>
          <dl class="figures">
            {(
              [
                [t.succeeded, today.succeeded],
                [t.failed, today.failed],
                [t.refused, today.refused],
                [t.sessions, Math.max(0, today.sessions)],
              ] as const
            ).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{numberWords(value)}</dd>
              </div>
            ))}
          </dl>
          {may('dashboard') && (
            <p>
              <a href={hrefOf('dashboard')}>{menu.dashboard}</a>
            </p>
          )}
        </section>
      )}
    </ConsolePage>
  );
}
