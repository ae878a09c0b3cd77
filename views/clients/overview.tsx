import type { JSX } from 'preact';
import { Act } from '../admin/act.tsx';
import { Input } from '../admin/inputs.tsx';
import { Fact, Facts } from '../admin/table.tsx';
import { dayWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { ShownText } from '../components/text-shown.tsx';
import { inWords } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { AppPage, type AppPageProps, hrefOf } from './app.tsx';
import { appState } from './home.tsx';
import { Lines } from './inputs.tsx';
import type { AppShown, Group, PointCode } from './shown.ts';

export interface AppOverviewProps extends AppPageProps {
  app: AppShown;
  /** How far the yearly review is; undefined where none is due. */
  review: { days: number; asks: 'nothing' | 'soon' | 'late' | 'staff' } | undefined;
  /** Its end, where one is decided. */
  ending: { receipt_at: Date | null; ended_at: Date | null } | undefined;
  /** The first group in which something is missing that has to be said before it is submitted. */
  missing: Group | undefined;
  /** Points of the acceptance that a reason may be given for, in the form of handing in. */
  excusable: readonly PointCode[];
  /** It has a good secret, or keys of its own. */
  credentials: boolean;
  /** How many points of its acceptance, as it is registered now, are to be excused; undefined where none counts for it. */
  to_excuse: number | undefined;
  sandbox: boolean;
  /** The registration as a text to take to another portal. */
  carried: string;
  /** It is a department's. */
  may_submit: boolean;
  /** What was last asked of staff. */
  latest:
    | {
        state: 'asked' | 'granted' | 'refused' | 'withdrawn';
        asked_at: Date;
        fields: readonly string[];
        answer: string | undefined;
      }
    | undefined;
}

/** One application: where it is, what is missing, and the next step. */
export function AppOverviewPage(props: AppOverviewProps): JSX.Element {
  const { frame, app, latest } = props;
  const { lang } = frame;
  const t = sentences(lang).portal.overview;
  const { home } = sentences(lang).portal;
  return (
    <AppPage {...props} part="overview">
      <Facts>
        <Fact name={home.id}>
          <code>{app.id}</code>
        </Fact>
        <Fact name={t.department}>
          {props.may_submit
            ? inWords(app.department_names, lang)
            : sentences(lang).portal.fresh.no_department}
        </Fact>
        <Fact name={home.state}>{appState(app.state, lang)}</Fact>
        <Dates {...props} />
      </Facts>
      <h2>{t.steps}</h2>
      <Steps {...props} />
      {latest && (
        <p class="note">
          {t.latest[latest.state](dayWords(latest.asked_at, lang))}
          {latest.answer && (
            <>
              <br />
              {t.answer}
              <bdi>{latest.answer}</bdi>
            </>
          )}
        </p>
      )}
      <h2>{t.acts}</h2>
      <Acts {...props} />
      {props.sandbox && (
        <>
          <h2>{sentences(lang).sandbox.carry.title}</h2>
          <p>{sentences(lang).sandbox.carry.lead}</p>
          <ShownText
            name="carried"
            label={sentences(lang).sandbox.carry.title}
            text={props.carried}
          />
          <p>
            <a href={`/clients/apps/${app.id}/registration`} download>
              {sentences(lang).sandbox.carry.download}
            </a>
          </p>
        </>
      )}
    </AppPage>
  );
}

/** When its review is due, and when it ends. */
function Dates({ frame, app, review, ending }: AppOverviewProps): JSX.Element {
  const { lang } = frame;
  const { developers: t, staff } = sentences(lang).applications;
  return (
    <>
      {review && app.review_due_at && (
        <Fact name={t.review}>
          {t.due(dayWords(app.review_due_at, lang))}{' '}
          {review.asks === 'soon' && (
            <StateWords kind="waiting">{staff.days_left(String(review.days))}</StateWords>
          )}
          {(review.asks === 'late' || review.asks === 'staff') && (
            <StateWords kind="warning">{staff.days_over(String(-review.days))}</StateWords>
          )}
        </Fact>
      )}
      {app.ends_at && <Fact name={t.ends}>{dayWords(app.ends_at, lang)}</Fact>}
      {ending?.ended_at && (
        <Fact name={t.receipt}>
          {ending.receipt_at ? t.receipt_came(dayWords(ending.receipt_at, lang)) : t.receipt_waits}
        </Fact>
      )}
    </>
  );
}

/** The way from a draft to people: what is done, and what comes next. */
function Steps(props: AppOverviewProps): JSX.Element {
  const { frame, app, missing, credentials } = props;
  const t = sentences(frame.lang).portal.overview;
  const at = ['draft', 'submitted', 'approved', 'live'].indexOf(app.state);
  const past = (step: number) => at === -1 || at > step;
  const line = (key: string, done: boolean, words: string, href?: string) => (
    <li key={key}>
      <StateWords kind={done ? 'ok' : 'waiting'}>
        {!done && <span class="unseen">{t.not_yet}</span>}
        {href && !done ? <a href={href}>{words}</a> : words}
      </StateWords>
    </li>
  );
  return (
    <ol class="lines">
      {line(
        'forms',
        past(0) || !missing,
        t.forms(missing && sentences(frame.lang).portal.app.parts[missing]),
        missing && hrefOf(app.id, missing),
      )}
      {line('credentials', credentials, t.credentials, hrefOf(app.id, 'credentials'))}
      {line(
        'accepted',
        past(0) || props.to_excuse !== undefined,
        props.to_excuse ? t.accepted_but(String(props.to_excuse)) : t.accepted,
        props.sandbox ? hrefOf(app.id, 'acceptance') : undefined,
      )}
      {line('submitted', past(0), t.submitted)}
      {line('approved', past(1), t.approved)}
      {line('live', past(2), t.live)}
    </ol>
  );
}

function Acts(props: AppOverviewProps): JSX.Element {
  const { frame, app, sandbox, may_submit, latest } = props;
  const t = sentences(frame.lang).portal.overview;
  const path = `/clients/apps/${app.id}`;
  const { applications, acceptance } = sentences(frame.lang);
  const { developers } = applications;
  const may = {
    // Before that there is nothing to say that was not said lately.
    review: props.review !== undefined && props.review.asks !== 'nothing',
    submit: app.state === 'draft' && may_submit,
    withdraw: app.state === 'submitted' || app.state === 'approved' || latest?.state === 'asked',
    live: app.state === 'approved',
    abandon: ['draft', 'submitted', 'approved'].includes(app.state),
  };
  return (
    <>
      {may.review && (
        <Act
          {...{ frame, id: 'review', action: `${path}/review`, title: developers.review_act }}
          {...{ what: developers.review_what, button: developers.review_act }}
        />
      )}
      {may.submit && (
        <Act
          {...{ frame, id: 'submit', action: `${path}/submit`, title: t.submit, button: t.submit }}
          what={sandbox ? t.submit_what_sandbox : t.submit_what}
        >
          {!sandbox && (
            <Lines
              {...{ name: 'report', label: t.report, hint: t.report_hint, maxLength: 60_000 }}
            />
          )}
          {props.excusable.map((code) => (
            <Lines
              {...{ key: code, name: `excuse.${code}`, maxLength: 500 }}
              label={t.excuse(`${acceptance.points[code][0]}`)}
              hint={sandbox ? t.excuse_hint_sandbox : t.excuse_hint}
            />
          ))}
        </Act>
      )}
      {app.state === 'draft' && !may_submit && <p class="note">{t.no_department}</p>}
      {may.live && (
        <Act
          {...{ frame, id: 'live', action: `${path}/live`, title: t.go_live }}
          {...{ what: t.go_live_what, button: t.go_live }}
        />
      )}
      {may.withdraw && (
        <Act
          {...{ frame, id: 'withdraw', action: `${path}/withdraw`, title: t.withdraw }}
          {...{ what: t.withdraw_what, button: t.withdraw }}
        />
      )}
      {may.abandon && (
        <Act
          {...{ frame, id: 'abandon', action: `${path}/abandon`, title: t.abandon }}
          {...{ what: t.abandon_what, button: t.abandon, danger: true }}
        >
          <Input
            {...{ id: 'abandon-named', name: 'named', label: t.named(app.id), maxLength: 60 }}
          />
        </Act>
      )}
      {!Object.values(may).some(Boolean) && may_submit && <p>{t.nothing}</p>}
    </>
  );
}
