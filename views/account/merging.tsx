import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { type Done, DoneNote } from '../components/done.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';

/** One of the two accounts, as its owner recognises it. */
export interface AccountFacts {
  masked_name: string;
  documents: { type: string; masked: string }[];
  masked_phone?: string | undefined;
  level: number;
}

export interface MergingProps {
  frame: PageFrame;
  done?: Done | undefined;
  /** Questions of staff: whether another account is this person's too. */
  questions: string[];
  /**
   * `first`: this account is to be proved anew; `second`: the other one comes next; `same`: that was
   * this one again; `confirm`: both were proved.
   */
  step:
    | { at: 'first' | 'second' | 'same' }
    | { at: 'confirm'; proof_id: string; until: Date; accounts: [AccountFacts, AccountFacts] };
}

/** A person joins two accounts of their own: what happens, the two proofs, the last word. */
export function MergingPage(props: MergingProps): JSX.Element {
  const { frame, questions, step } = props;
  const t = sentences(frame.lang).account.merging;
  return (
    <Layout frame={frame} title={t.title} wide above={<AccountMenu frame={frame} at="signIn" />}>
      <DoneNote frame={frame} done={props.done} />
      {step.at === 'confirm' ? (
        <Confirm frame={frame} step={step} />
      ) : (
        <>
          <p class="lead">{t.text}</p>
          {questions.map((question) => (
            <Question key={question} frame={frame} question={question} />
          ))}
          <Next frame={frame} step={step} />
        </>
      )}
      <h2>{t.what}</h2>
      <ul class="gist">
        {[...t.points, t.differ].map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </Layout>
  );
}

function Question({ frame, question }: { frame: PageFrame; question: string }): JSX.Element {
  const t = sentences(frame.lang).account.merging;
  return (
    <div class="card">
      <p class="strong">{t.asked}</p>
      <p>{t.asked_text}</p>
      <PostForm frame={frame} action={paths.mergingNotMe}>
        <input type="hidden" name="question" value={question} />
        <button type="submit" class="button button-second">
          {t.not_me}
        </button>
      </PostForm>
    </div>
  );
}

function Next(props: { frame: PageFrame; step: { at: 'first' | 'second' | 'same' } }): JSX.Element {
  const { frame, step } = props;
  const t = sentences(frame.lang).account.merging;
  const first = step.at === 'first';
  return (
    <PostForm frame={frame} action={paths.mergingStart} class="card">
      <h2>{first ? t.first : t.second}</h2>
      {step.at === 'same' && <p class="strong">{t.same}</p>}
      <p>{first ? t.first_hint : t.second_hint}</p>
      <button type="submit" class="button">
        {first ? t.first_button : t.second_button}
      </button>
    </PostForm>
  );
}

function Confirm(props: {
  frame: PageFrame;
  step: Extract<MergingProps['step'], { at: 'confirm' }>;
}): JSX.Element {
  const { frame, step } = props;
  const t = sentences(frame.lang).account.merging;
  return (
    <>
      <p class="lead">{t.confirm_text}</p>
      <p>{t.until(momentWords(step.until, frame.lang))}</p>
      <div class="questions">
        {step.accounts.map((account, at) => (
          <Account key={at} frame={frame} account={account} title={at === 0 ? t.one : t.other} />
        ))}
      </div>
      <PostForm frame={frame} action={paths.mergingJoin}>
        <input type="hidden" name="proof_id" value={step.proof_id} />
        <button type="submit" class="button">
          {t.confirm_button}
        </button>
      </PostForm>
      <PostForm frame={frame} action={paths.mergingCancel}>
        <button type="submit" class="button button-second">
          {t.cancel}
        </button>
      </PostForm>
    </>
  );
}

function Account(props: { frame: PageFrame; account: AccountFacts; title: string }): JSX.Element {
  const { frame, account, title } = props;
  const all = sentences(frame.lang);
  const { home } = all.account;
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <dl>
        <dt>{home.name}</dt>
        <dd>
          <bdi class="strong">{account.masked_name}</bdi>
        </dd>
        {account.documents.map(({ type, masked }) => (
          <>
            <dt>{all.documents[type] ?? all.documents.other}</dt>
            <dd>
              <bdi class="number">{masked}</bdi>
            </dd>
          </>
        ))}
        {account.masked_phone && (
          <>
            <dt>{home.phone}</dt>
            <dd class="number">{account.masked_phone}</dd>
          </>
        )}
        <dt>{all.levels.label}</dt>
        <dd>{all.levels.name(account.level)}</dd>
      </dl>
    </section>
  );
}

/** After both were signed out: that it is done, and the way back in. */
export function JoinedPage({ frame }: { frame: PageFrame }): JSX.Element {
  const t = sentences(frame.lang).account.merging;
  return (
    <Layout frame={frame} title={t.done_title}>
      <p class="lead">{t.done_text}</p>
      <p>
        <a class="button" href={paths.home}>
          {t.done_link}
        </a>
      </p>
    </Layout>
  );
}
