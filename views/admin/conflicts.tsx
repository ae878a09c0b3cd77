import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ComparedProps, type SideProps, Sides } from './conflicts-sides.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Mark } from './inputs.tsx';
import { Fact, Facts } from './table.tsx';

/** What somebody said of it before: staff decided, a merge was not approved, or the person answered. */
export interface EarlierProps {
  at: Date;
  decision?: 'merged' | 'different' | 'asked' | 'noted' | 'reopened';
  answer?: 'not_me' | 'differs';
  words?: string | undefined;
}

export interface ConflictProps {
  frame: ConsoleFrame;
  id: string;
  reason: string;
  created_at: Date;
  source: Words;
  department: Words;
  state: 'open' | 'waiting' | 'asked' | 'settled';
  asked_until: Date | null;
  /** Who holds it now. */
  held?: { by: 'me' | 'other'; until: Date } | undefined;
  sides: SideProps[];
  is: ComparedProps | undefined;
  earlier: EarlierProps[];
  /** The merge that was asked for, if any. */
  approval_id: string | null;
  /** It was asked for and did not come about. */
  merge_refused: boolean;
  /** This person may decide, and not only look. */
  may_settle: boolean;
  /** Settled in a way that can be taken back here. */
  may_reopen: boolean;
}

/** One question about duplicates: both sides, what was said before, and what can be decided. */
export function ConflictPage(props: ConflictProps): JSX.Element {
  const { frame, sides } = props;
  const t = sentences(frame.lang).console.conflicts;
  return (
    <ConsolePage frame={frame} section="conflicts" title={t.reasons[props.reason] ?? t.more_reason}>
      <p>
        <a href="/admin/conflicts">{t.queue_link}</a>
      </p>
      <Facts>
        <Fact name={t.columns.asked_at}>{momentWords(props.created_at, frame.lang)}</Fact>
        <Fact name={t.columns.source}>{inWords(props.source, frame.lang)}</Fact>
        <Fact name={t.columns.department}>{inWords(props.department, frame.lang)}</Fact>
        <Fact name={t.columns.state}>
          <StateWords kind={props.state === 'settled' ? 'ok' : 'waiting'}>
            {t.states[props.state]}
          </StateWords>
        </Fact>
      </Facts>
      <Standing {...props} />
      <h2>{t.sides}</h2>
      <p class="hint">{t.sides_hint}</p>
      <Sides frame={frame} sides={sides} is={props.is} />
      <Earlier {...props} />
      {props.may_settle && <Decide {...props} />}
    </ConsolePage>
  );
}

/** For whom it waits. */
function Standing(props: ConflictProps): JSX.Element | null {
  const { frame, state, asked_until, approval_id } = props;
  const t = sentences(frame.lang).console.conflicts;
  if (state === 'waiting')
    return (
      <p>
        {t.waiting}{' '}
        <a href={`/admin/approvals/${encodeURIComponent(approval_id ?? '')}`}>{t.see_approval}</a>
      </p>
    );
  if (state === 'asked' && asked_until)
    return <p>{t.asked_until(momentWords(asked_until, frame.lang))}</p>;
  return null;
}

function Earlier({
  frame,
  earlier,
  merge_refused,
  approval_id,
}: ConflictProps): JSX.Element | null {
  const t = sentences(frame.lang).console.conflicts;
  if (earlier.length === 0 && !merge_refused) return null;
  return (
    <section aria-labelledby="earlier">
      <h2 id="earlier">{t.earlier}</h2>
      <ul class="gist">
        {merge_refused && (
          <li>
            {t.merge_refused}{' '}
            <a href={`/admin/approvals/${encodeURIComponent(approval_id ?? '')}`}>
              {t.see_approval}
            </a>
          </li>
        )}
        {earlier.map(({ at, decision, answer, words }, index) => (
          <li key={index}>
            {momentWords(at, frame.lang)} {decision && t.decisions[decision]}
            {answer && t.answers[answer]}
            {words && <p class="soft">{words}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** First it is taken, then decided; both by form, so that the keys only press and unfold. */
function Decide(props: ConflictProps): JSX.Element | null {
  const { frame, id, state, held } = props;
  const t = sentences(frame.lang).console.conflicts;
  const to = (act: string) => `/admin/conflicts/${encodeURIComponent(id)}/${act}`;
  if (state === 'waiting') return null;
  if (state === 'settled') {
    if (!props.may_reopen) return null;
    const { reopen: title, reopen_what: what, reopen_button: button } = t.acts;
    return <Act {...{ frame, title, what, button }} id="reopen" action={to('reopen')} reason />;
  }
  if (held?.by === 'other') return <p>{t.held_by_other(momentWords(held.until, frame.lang))}</p>;
  return (
    <>
      <PostForm frame={frame} action={to('claim')} class="hold">
        <p>{held ? t.held_by_me(momentWords(held.until, frame.lang)) : t.must_claim}</p>
        <button type="submit" class={held ? 'button button-second' : 'button'} id="claim">
          {held ? t.claim_again : t.claim}
        </button>
      </PostForm>
      {held && (
        <>
          <PostForm frame={frame} action={to('release')} class="hold">
            <button type="submit" class="button button-second">
              {t.release}
            </button>
          </PostForm>
          {props.sides.length > 1 ? (
            <PairActs {...props} to={to} />
          ) : (
            <LoneAct {...props} to={to} />
          )}
        </>
      )}
    </>
  );
}

function LoneAct({ frame, to }: ConflictProps & { to(act: string): string }): JSX.Element {
  const {
    note: title,
    note_what: what,
    note_button: button,
  } = sentences(frame.lang).console.conflicts.acts;
  return <Act {...{ frame, title, what, button }} id="note" action={to('note')} reason />;
}

function PairActs(props: ConflictProps & { to(act: string): string }): JSX.Element {
  const { frame, sides, to } = props;
  const t = sentences(frame.lang).console.conflicts;
  const { acts } = t;
  return (
    <>
      <Act
        frame={frame}
        id="same"
        action={to('same')}
        title={acts.same}
        what={acts.same_what}
        button={acts.same_button}
        reason
      >
        <fieldset>
          <legend>{acts.survivor}</legend>
          {sides.map((side, at) => (
            <label key={side.id} for={`same-${at}`} class="option">
              <Mark
                id={`same-${at}`}
                type="radio"
                name="survivor_id"
                value={side.id}
                marked={side.proposed !== undefined}
                required
              />
              <span>
                {at === 0 ? t.one : t.other} <bdi>{side.masked_name}</bdi>
                {side.proposed && <span class="soft"> {t.proposed[side.proposed]}</span>}
              </span>
            </label>
          ))}
        </fieldset>
      </Act>
      <Act
        frame={frame}
        id="different"
        action={to('different')}
        title={acts.different}
        what={acts.different_what}
        button={acts.different_button}
        reason
      />
      <Act
        frame={frame}
        id="ask"
        action={to('ask')}
        title={acts.ask}
        what={acts.ask_what}
        button={acts.ask_button}
        reason
      />
    </>
  );
}
