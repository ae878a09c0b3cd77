import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import type { ConsoleFrame } from './console.tsx';
import { Input, LongInput } from './inputs.tsx';
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
  /** The yearly review was due before now. */
  late: boolean;
  ending:
    | { receipt_at: Date | null; receipt: { by: string; what: string; on: string } | undefined }
    | undefined;
  offered: Record<
    | 'approval'
    | 'return'
    | 'open'
    | 'review'
    | 'retire'
    | 'receipt'
    | 'stop'
    | 'stop_now'
    | 'resume',
    boolean
  >;
  /** Approvals that wait on this application. */
  waiting: readonly { id: string; act: string }[];
  change:
    | {
        first: boolean;
        asked_at: Date;
        acceptance: Record<string, unknown> | null;
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
  const { none } = sentences(lang).site;
  return (
    <>
      <Asked {...props} />
      <Acts {...props} />
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
            <Fact name={t.receipt}>
              {props.ending?.receipt
                ? `${props.ending.receipt.on} · ${props.ending.receipt.by} · ${props.ending.receipt.what}`
                : t.receipt_waits}
            </Fact>
          </>
        )}
        {props.review_due_at && (
          <Fact name={t.review}>
            <Moment at={props.review_due_at} lang={lang} />
            {props.late && <StateWords kind="warning">{t.review_late}</StateWords>}
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

/** What waits: of a new registration all of it, of a change what is and what is to be. */
function Asked({ frame, change, waiting }: ClientLifeProps): JSX.Element | null {
  const { lang } = frame;
  const { life: t } = sentences(lang).console.clients;
  const acts: Record<string, string> = sentences(lang).console.approvals.acts;
  const { none } = sentences(lang).site;
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
          <p>
            <Moment at={change.asked_at} lang={lang} />
            {change.acceptance && ` · ${t.accepted}`}
          </p>
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

function Acts({ frame, id, offered }: ClientLifeProps): JSX.Element {
  const { acts: t, day, by, deleted } = sentences(frame.lang).console.clients.life;
  const to = (act: string) => ({ frame, action: `/admin/clients/${id}/${act}` });
  return (
    <>
      {offered.approval && <Act {...to('approval')} {...t.approval} id="approval" reason />}
      {offered.return && <Act {...to('return')} {...t.return} id="return" reason />}
      {offered.open && <Act {...to('open')} {...t.open} id="open" />}
      {offered.review && <Act {...to('review')} {...t.review} id="review" />}
      {offered.receipt && (
        <Act {...to('receipt')} {...t.receipt} id="receipt">
          <Input id="receipt-by" name="by" label={by} maxLength={50} required />
          <Day id="receipt-on" label={day} />
          <LongInput id="receipt-what" name="what" label={deleted} maxLength={1_000} />
        </Act>
      )}
      {offered.retire && (
        <Act {...to('retire')} {...t.retire} id="retire" reason named={id} danger>
          <Day id="retire-on" label={day} />
        </Act>
      )}
      {offered.stop && <Act {...to('stop')} {...t.stop} id="stop" reason />}
      {offered.stop_now && (
        <Act {...to('stop-now')} {...t.stop_now} id="stop-now" reason named={id} danger />
      )}
      {offered.resume && <Act {...to('resume')} {...t.resume} id="resume" reason />}
    </>
  );
}

/** A day, as the browser helps to choose it. */
function Day({ id, label }: { id: string; label: string }): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name="on" type="date" required />
    </div>
  );
}
