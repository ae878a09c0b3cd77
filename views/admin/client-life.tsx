import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { Picture } from '../components/picture.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { ClientActs, type Offered } from './client-acts.tsx';
import type { ConsoleFrame } from './console.tsx';
import { Fact, Facts, Table } from './table.tsx';

/** One thing of what is asked; `was` where it would change. */
export interface Difference {
  label: string;
  to: string;
  was?: string;
}

export interface ClientLifeProps {
  frame: ConsoleFrame;
  id: string;
  descriptions: Words | null;
  purpose: string | null;
  matters: readonly string[];
  contacts: Record<string, { name: string; phone: string; mail: string } | undefined> | undefined;
  review_due_at: Date | null;
  ends_at: Date | null;
  /** How far the yearly review is; undefined where none is due any more, or yet. */
  review: { days: number; asks: 'nothing' | 'soon' | 'late' | 'staff' } | undefined;
  ending:
    | {
        ended_at: Date | null;
        told_at: Date | null;
        cleared_at: Date | null;
        receipt_at: Date | null;
        receipt: { by: string; what: string; on: string } | undefined;
      }
    | undefined;
  offered: Offered;
  /** Approvals that wait on this application. */
  waiting: readonly { id: string; act: string }[];
  change:
    | {
        first: boolean;
        /** The picture that is asked for. */
        logo: string | undefined;
        asked_at: Date;
        /** That it passed; what it did not pass and is to be excused for, with the reason. */
        acceptance:
          | { excused: readonly { point: string; code: string; reason: string }[] }
          | undefined;
        differences: readonly Difference[];
      }
    | undefined;
  past: readonly {
    id: string;
    first: boolean;
    state: 'asked' | 'granted' | 'refused' | 'withdrawn';
    asked_at: Date;
    decided_at: Date | null;
    answer: string | undefined;
  }[];
}

/** The life of an application: what it is, what is asked for it, what was, and the acts on it. */
export function ClientLife(props: ClientLifeProps): JSX.Element {
  const { frame, contacts, past } = props;
  const { lang } = frame;
  const t = sentences(lang).console.clients.life;
  const more = sentences(lang).applications.staff;
  const { none } = sentences(lang).site;
  return (
    <>
      {props.review?.asks === 'staff' && <p class="note">{more.ask_stop}</p>}
      <Asked {...props} />
      <ClientActs {...props} />
      <h2>{t.about}</h2>
      <Facts>
        <Fact name={t.fields.descriptions}>
          {props.descriptions ? inWords(props.descriptions, lang) : none}
        </Fact>
        <Fact name={t.fields.purpose}>{props.purpose ?? none}</Fact>
        <Fact name={t.fields.matters}>{props.matters.join(' ') || none}</Fact>
        {(['responsible', 'technical', 'duty'] as const).map((who) => {
          const one = contacts?.[who];
          return (
            <Fact key={who} name={t.contacts[who]}>
              {one ? `${one.name} · ${one.phone} · ${one.mail}` : none}
            </Fact>
          );
        })}
        {props.ends_at && (
          <>
            <Fact name={t.ends}>
              <Moment at={props.ends_at} lang={lang} />
            </Fact>
            {props.ending && (
              <>
                <Fact name={more.people_told}>
                  <Since at={props.ending.told_at} none={more.under_way} lang={lang} />
                </Fact>
                <Fact name={more.cleared}>
                  <Since
                    at={props.ending.cleared_at}
                    none={props.ending.ended_at ? more.under_way : more.on_the_day}
                    lang={lang}
                  />
                </Fact>
              </>
            )}
            <Fact name={t.receipt}>
              {props.ending?.receipt
                ? `${props.ending.receipt.on} · ${props.ending.receipt.by} · ${props.ending.receipt.what}`
                : t.receipt_waits}
            </Fact>
          </>
        )}
        {props.review_due_at && !props.ends_at && (
          <Fact name={t.review}>
            <Moment at={props.review_due_at} lang={lang} />
            {props.review && <Review {...props.review} lang={lang} />}
          </Fact>
        )}
      </Facts>
      <h2>{t.past}</h2>
      <Table
        frame={frame}
        caption={t.past}
        empty={t.no_past}
        columns={[
          t.past_columns.what,
          t.past_columns.asked,
          t.past_columns.came,
          t.past_columns.why,
        ].map((title) => ({ title, number: false }))}
        rows={past.map((one) => ({
          cells: [
            one.first ? t.first : t.change,
            <Moment key="asked" at={one.asked_at} lang={lang} />,
            t.came[one.state],
            one.answer ?? '',
          ],
        }))}
      />
    </>
  );
}

/** Since when something is done; words while it is not. */
function Since(props: { at: Date | null; none: string; lang: Lang }): JSX.Element {
  return props.at ? <Moment at={props.at} lang={props.lang} /> : <>{props.none}</>;
}

/** How many days are left, or over. */
function Review({
  days,
  asks,
  lang,
}: NonNullable<ClientLifeProps['review']> & { lang: Lang }): JSX.Element | null {
  const t = sentences(lang).applications.staff;
  if (asks === 'nothing') return null;
  return asks === 'soon' ? (
    <StateWords kind="waiting">{t.days_left(String(days))}</StateWords>
  ) : (
    <StateWords kind="warning">{t.days_over(String(-days))}</StateWords>
  );
}

/** What waits: of a new registration all of it, of a change what is and what is to be. */
function Asked({ frame, change, waiting }: ClientLifeProps): JSX.Element | null {
  const { lang } = frame;
  const { life: t } = sentences(lang).console.clients;
  const acts: Record<string, string> = sentences(lang).console.approvals.acts;
  const { none } = sentences(lang).site;
  const { excused = [] } = change?.acceptance ?? {};
  return (
    <>
      {waiting.map(({ id, act }) => (
        <p key={id}>
          <a href={`/admin/approvals/${id}`}>{t.waits(acts[act] ?? act)}</a>
        </p>
      ))}
      {change && (
        <>
          <h2>{change.first ? t.submitted : t.changes}</h2>
          {excused.length > 0 && (
            <div class="note">
              <p>
                <StateWords kind="warning">{t.excused}</StateWords>
              </p>
              <Facts>
                {excused.map(({ point, code, reason }) => (
                  <Fact key={code} name={`${point} (${code})`}>
                    {reason}
                  </Fact>
                ))}
              </Facts>
              <p>{t.excused_lead}</p>
            </div>
          )}
          <p>
            <Moment at={change.asked_at} lang={lang} />
            {change.acceptance &&
              ` · ${excused.length > 0 ? t.accepted_but(String(excused.length)) : t.accepted}`}
          </p>
          {change.logo && (
            <Picture digest={change.logo} alt={sentences(lang).applications.logo.waits} />
          )}
          <Table
            frame={frame}
            caption={change.first ? t.submitted : t.changes}
            empty={none}
            columns={[t.columns.field, ...(change.first ? [] : [t.columns.was]), t.columns.to].map(
              (title) => ({ title, number: false }),
            )}
            rows={change.differences.map(({ label, was, to }) => ({
              cells: [
                label,
                ...(change.first ? [] : [<Block key="was" text={was || none} />]),
                <Block key="to" text={to || none} />,
              ],
            }))}
          />
        </>
      )}
    </>
  );
}

/** Each line on its own: addresses are long. */
function Block({ text }: { text: string }): JSX.Element {
  return (
    <ul class="lines">
      {text.split('\n').map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
