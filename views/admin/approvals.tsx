import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { type StateKind, StateWords } from '../components/state-words.tsx';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { zhCN } from '../locales/console/zh-CN.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Fact, Facts } from './table.tsx';

type Words = typeof zhCN.approvals;

export interface ApprovalShown {
  id: string;
  act: keyof Words['acts'];
  params: Record<string, unknown>;
  state: 'asked' | 'executed' | 'refused' | 'expired' | 'failed' | 'withdrawn';
  reason: string;
  asked_by: string;
  asked_at: Date;
  expires_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  verdict_reason: string | undefined;
  emergency: boolean;
  review_due_at: Date | null;
  reviewed_by: string | null;
  reviewed_at: Date | null;
  review_verdict: 'right' | 'wrong' | null;
  review_reason: string | undefined;
  after_next_at: Date | null;
  after_done_at: Date | null;
  after_count: string;
}

export interface ApprovalPageProps {
  frame: ConsoleFrame;
  approval: ApprovalShown;
  now: Date;
  /** What is asked: a value, and what stood there before where that changes. */
  facts: readonly { name: string; value: string; was?: string; href?: string }[];
  names: ReadonlyMap<string, string>;
  /** The act in words. */
  title: string;
  /** False: a newer node asked, and this one does not know all that it says. */
  understood: boolean;
  /** The reader asked for it, or did it. */
  own: boolean;
  may_decide: boolean;
  may_review: boolean;
  /** Why the act was refused by its own rules, in words. */
  failed: string | undefined;
}

const kinds: Record<ApprovalShown['state'], StateKind> = {
  asked: 'waiting',
  executed: 'ok',
  refused: 'failed',
  expired: 'warning',
  failed: 'warning',
  withdrawn: 'failed',
};

/** How an approval stands, in words and with its shape. */
export function approvalState(
  row: Pick<
    ApprovalShown,
    'state' | 'emergency' | 'review_due_at' | 'reviewed_at' | 'review_verdict'
  >,
  now: Date,
  lang: Lang,
): { words: string; cell: JSX.Element } {
  const t = sentences(lang).console.approvals.states;
  const [kind, words]: [StateKind, string] = !row.emergency
    ? [kinds[row.state], t[row.state]]
    : row.review_verdict
      ? [row.review_verdict === 'right' ? 'ok' : 'warning', t[row.review_verdict]]
      : row.review_due_at && row.review_due_at <= now
        ? ['failed', t.review_overdue]
        : ['waiting', t.review_due];
  return { words, cell: <StateWords kind={kind}>{words}</StateWords> };
}

/** One approval: what is asked, by whom and why, and the second person's word. */
export function ApprovalPage(props: ApprovalPageProps): JSX.Element {
  const { frame, approval, now, facts, failed } = props;
  const { lang } = frame;
  const t = sentences(lang).console.approvals;
  return (
    <ConsolePage frame={frame} section="approvals" title={props.title}>
      <p>{approvalState(approval, now, lang).cell}</p>
      <h2>{t.what}</h2>
      <Facts>
        {facts.map(({ name, value, was, href }) => (
          <Fact key={name} name={name}>
            {was !== undefined ? t.change(was, value) : href ? <a href={href}>{value}</a> : value}
          </Fact>
        ))}
        {failed && <Fact name={t.states.failed}>{failed}</Fact>}
      </Facts>
      <h2>{t.who}</h2>
      <History {...props} />
      <Acts {...props} />
    </ConsolePage>
  );
}

/** Who asked, decided and reviewed, when and why. */
function History({ frame, approval, names }: ApprovalPageProps): JSX.Element {
  const { lang } = frame;
  const t = sentences(lang).console.approvals;
  const person = (id: string | null, at: Date | null) => (
    <>
      {names.get(id ?? '') ?? ''} {at && <Moment at={at} lang={lang} />}
    </>
  );
  const { asked_by, decided_by, decided_at, reviewed_by, reviewed_at, review_due_at } = approval;
  const { after_next_at, after_done_at } = approval;
  const done = Number(approval.after_count);
  return (
    <Facts>
      <Fact name={t.asked_by}>{person(asked_by, approval.asked_at)}</Fact>
      <Fact name={t.reason}>{approval.reason}</Fact>
      {approval.state === 'asked' && (
        <Fact name={t.columns.due}>
          <Moment at={approval.expires_at} lang={lang} />
        </Fact>
      )}
      {decided_by && <Fact name={t.decided_by}>{person(decided_by, decided_at)}</Fact>}
      {approval.verdict_reason && <Fact name={t.verdict_reason}>{approval.verdict_reason}</Fact>}
      {after_next_at && (
        <Fact name={t.after}>{after_done_at ? t.after_done(done) : t.after_running(done)}</Fact>
      )}
      {review_due_at && !reviewed_at && (
        <Fact name={t.review_due}>
          <Moment at={review_due_at} lang={lang} />
        </Fact>
      )}
      {reviewed_by && <Fact name={t.reviewed_by}>{person(reviewed_by, reviewed_at)}</Fact>}
      {approval.review_reason && <Fact name={t.verdict_reason}>{approval.review_reason}</Fact>}
    </Facts>
  );
}

/** What the reader may do about it now; where that is nothing, why. */
function Acts(props: ApprovalPageProps): JSX.Element | null {
  const { frame, approval, understood, own, may_decide, may_review } = props;
  const t = sentences(frame.lang).console.approvals;
  const to = (what: string) => `/admin/approvals/${approval.id}/${what}`;
  const word = (verdict: 'approve' | 'refuse' | 'right' | 'wrong', what: string) => (
    <Act
      frame={frame}
      id={verdict}
      action={to(what)}
      title={t[verdict]}
      what={t[`${verdict}_what`]}
      button={t[verdict]}
      reason
    >
      <input type="hidden" name="verdict" value={verdict} />
    </Act>
  );
  const waits = approval.state === 'asked' && approval.expires_at > props.now;
  const unreviewed = approval.emergency && !approval.reviewed_at;
  if (waits && own)
    return (
      <>
        <p>{t.own}</p>
        <Act
          frame={frame}
          id="withdraw"
          action={to('withdraw')}
          title={t.withdraw}
          what={t.withdraw_what}
          button={t.withdraw}
        />
      </>
    );
  if (unreviewed && own) return <p>{t.own}</p>;
  if ((waits || unreviewed) && !understood) return <p>{t.newer}</p>;
  if (waits && may_decide)
    return (
      <>
        {word('approve', 'decide')}
        {word('refuse', 'decide')}
      </>
    );
  if (unreviewed && may_review)
    return (
      <>
        {word('right', 'review')}
        {word('wrong', 'review')}
      </>
    );
  if (waits || unreviewed) return <p>{t.not_yours}</p>;
  const { source_id } = approval.params;
  if (approval.review_verdict !== 'wrong' || typeof source_id !== 'string') return null;
  return (
    <p>
      <a href={`/admin/sources/${source_id}#on`}>{t.resume}</a>
    </p>
  );
}
