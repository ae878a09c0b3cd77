import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { Moment } from '../components/moment.tsx';
import { type StateKind, StateWords } from '../components/state-words.tsx';
import { inWords } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { MemberActs } from './staff-acts.tsx';
import type { StaffMemberProps, StaffWords } from './staff-shown.ts';
import { Fact, Facts, Table } from './table.tsx';

const shapes = {
  invited: 'waiting',
  active: 'ok',
  locked: 'failed',
  left: 'warning',
} as const satisfies Record<keyof StaffWords['states'], StateKind>;

/** The state of somebody, as words with a shape. */
export function StaffState(props: {
  frame: ConsoleFrame;
  state: keyof typeof shapes;
}): JSX.Element {
  const t = sentences(props.frame.lang).console.staff;
  return <StateWords kind={shapes[props.state]}>{t.states[props.state]}</StateWords>;
}

/** One member: state, roles, sessions, factors without their secrets, and what may be done. */
export function StaffMemberPage(props: StaffMemberProps): JSX.Element {
  const { frame, member, department, link } = props;
  const { staff: t, me_page } = sentences(frame.lang).console;
  const at = (date: Date) => <Moment at={date} lang={frame.lang} />;
  return (
    <ConsolePage frame={frame} section="staff" title={member.name}>
      <Facts>
        <Fact name={t.state}>
          <StaffState frame={frame} state={member.state} />
        </Fact>
        <Fact name={t.address}>{member.work_address}</Fact>
        <Fact name={t.department}>{inWords(department, frame.lang)}</Fact>
        <Fact name={t.created}>{at(member.created_at)}</Fact>
        <Fact name={t.several}>{member.several_sessions ? t.yes : t.no}</Fact>
        <Fact name={t.factors}>
          {props.factors.length === 0
            ? t.no_factors
            : props.factors.map(({ kind }) => me_page.kinds[kind]).join(t.comma)}
        </Fact>
        <Fact name={t.codes}>{props.codes_left}</Fact>
        {link && (
          <Fact name={t.link_open}>
            {t.purposes[link.purpose]} · {t.link_until} {at(link.expires_at)}
          </Fact>
        )}
      </Facts>
      <h2>{t.history}</h2>
      <Grants {...props} />
      <h2>{t.sessions}</h2>
      <Sessions {...props} />
      {member.state !== 'left' && (
        <>
          <h2>{t.acts}</h2>
          <MemberActs {...props} />
        </>
      )}
    </ConsolePage>
  );
}

const plain = (titles: readonly string[]) => titles.map((title) => ({ title, number: false }));

function Grants({ frame, grants }: StaffMemberProps): JSX.Element {
  const t = sentences(frame.lang).console.staff;
  return (
    <Table
      frame={frame}
      caption={t.history}
      columns={plain([t.role, t.node, t.client, t.since, t.until, t.by])}
      rows={grants.map(({ role, node, client_id, granted_at, ended_at, by }) => ({
        cells: [
          t.role_names[role],
          inWords(node, frame.lang),
          client_id ?? '',
          <Moment key="since" at={granted_at} lang={frame.lang} />,
          ended_at ? <Moment key="until" at={ended_at} lang={frame.lang} /> : '',
          by ?? t.machine,
        ],
      }))}
      empty={t.none}
    />
  );
}

function Sessions({ frame, href, sessions }: StaffMemberProps): JSX.Element {
  const t = sentences(frame.lang).console.staff;
  return (
    <Table
      frame={frame}
      caption={t.sessions}
      columns={plain([t.device, t.network, t.started, t.seen, t.end_session])}
      rows={sessions.map(({ id, device, network, started_at, seen_at }) => ({
        cells: [
          device,
          network,
          <Moment key="since" at={started_at} lang={frame.lang} />,
          <Moment key="seen" at={seen_at} lang={frame.lang} />,
          <PostForm key="end" frame={frame} action={`${href}/session-end`}>
            <input type="hidden" name="session_id" value={id} />
            <button type="submit" class="button button-second" aria-label={t.end_which(device)}>
              {t.end_session}
            </button>
          </PostForm>,
        ],
      }))}
      empty={t.no_sessions}
    />
  );
}
