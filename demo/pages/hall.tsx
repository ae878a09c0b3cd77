import type { VNode } from 'preact';
import type { Case, CaseWithHistory } from '../clients/hall.ts';
import type { LocalSession } from '../clients/local-sessions.ts';
import type { Service } from '../clients/service.ts';
import { CaseState, Moment } from './case-state.tsx';
import { Onward, ServicePage, Who } from './service.tsx';

interface Common {
  service: Service;
  session: LocalSession;
  /** How many times Songhua has told of a change. */
  notices: number;
}

/** The hall to somebody who is signed in: who, what can be done, and every case of theirs. */
export function HallHomePage(props: Common & { cases: readonly Case[] | 'unavailable' }): VNode {
  const { service, session, notices, cases } = props;
  return (
    <ServicePage service={service} wide script="/hall.js">
      <h1>{session.name}，您好</h1>
      <Who session={session} />
      <section class="card" aria-labelledby="my-cases">
        <h2 id="my-cases">我的办件</h2>
        <Notices count={notices} />
        <div id="cases">
          <Cases cases={cases} />
        </div>
      </section>
      <section class="card" aria-labelledby="matters">
        <h2 id="matters">可以办理</h2>
        <ul>
          {service.matters.map(({ code, name }) => (
            <li key={code}>{name}</li>
          ))}
        </ul>
      </section>
      <Onward service={service} session={session} />
    </ServicePage>
  );
}

function Notices({ count }: { count: number }): VNode {
  return (
    <p id="notices" class="hint" role="status" data-count={String(count)}>
      松花已通知本厅 {count} 次办件变化
    </p>
  );
}

function Cases({ cases }: { cases: readonly Case[] | 'unavailable' }): VNode {
  if (cases === 'unavailable') return <p>办件暂时查不到，别的都能用。请稍后刷新页面再看。</p>;
  if (cases.length === 0) return <p>还没有办件。到办事分厅申请后，这里会看到进度。</p>;
  return (
    <ul class="cases">
      {cases.map((one) => (
        <li key={one.id}>
          <a href={`/cases/${one.id}`}>{one.matter_name}</a>
          <p>
            <CaseState state={one.state} withdrawn={one.withdrawn} text={one.status_text} />
          </p>
          <p class="hint">
            {one.department_names['zh-CN']} · <Moment at={one.state_at} />
            {one.at_counter && ' · 窗口办理'}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** One case: where it stands, how it came there, and the way to the department that has it. */
export function HallCasePage(props: Common & { found: CaseWithHistory }): VNode {
  const { service, found, notices } = props;
  return (
    <ServicePage service={service} title={found.matter_name} script="/hall.js">
      <h1>{found.matter_name}</h1>
      <Notices count={notices} />
      <div id="cases">
        <dl class="card">
          <dt>进度</dt>
          <dd>
            <CaseState state={found.state} withdrawn={found.withdrawn} text={found.status_text} />
          </dd>
          <dt>部门</dt>
          <dd>{found.department_names['zh-CN']}</dd>
          <dt>办件编号</dt>
          <dd>{found.case_number}</dd>
          {found.at_counter && (
            <>
              <dt>来源</dt>
              <dd>窗口办理</dd>
            </>
          )}
        </dl>
        <h2>经过</h2>
        <ol class="history">
          {found.history.map((event) => (
            <li key={`${event.at} ${event.type}`}>
              <p>
                {event.state ? (
                  <CaseState
                    state={event.state}
                    withdrawn={event.type === 'withdrawn'}
                    text={event.status_text}
                  />
                ) : (
                  event.status_text
                )}
              </p>
              {event.words && <p>{event.words}</p>}
              <p class="hint">
                <Moment at={event.at} />
              </p>
            </li>
          ))}
        </ol>
        {found.deep_link && (
          <p>
            <a class="button" href={found.deep_link}>
              到办理部门查看
            </a>
          </p>
        )}
      </div>
      <p>
        <a href="/">返回全部办件</a>
      </p>
    </ServicePage>
  );
}
