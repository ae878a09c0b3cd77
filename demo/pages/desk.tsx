import type { VNode } from 'preact';
import { type DeskCase, standing } from '../clients/case-book.ts';
import type { LocalSession } from '../clients/local-sessions.ts';
import type { Service } from '../clients/service.ts';
import { CaseState } from './case-state.tsx';
import { Onward, ServicePage, Who } from './service.tsx';

interface Common {
  service: Service;
  session: LocalSession;
}

/** A sub-hall to somebody who is signed in: what they can apply for, and what they have. */
export function DeskHomePage(props: Common & { cases: readonly DeskCase[] }): VNode {
  const { service, session, cases } = props;
  return (
    <ServicePage service={service} wide>
      <h1>{session.name}，您好</h1>
      <Who session={session} />
      <section class="card" aria-labelledby="apply">
        <h2 id="apply">提交申请</h2>
        <form method="post" action="/cases" class="choices">
          <input type="hidden" name="csrf" value={session.csrf} />
          {service.matters.map(({ code, name }) => (
            <button key={code} type="submit" name="matter" value={code} class="quiet">
              申请{name}
            </button>
          ))}
        </form>
        <p class="hint">提交以后，吉事办和“我的统一身份”里马上能看到这个办件。</p>
      </section>
      <section class="card" aria-labelledby="my-cases">
        <h2 id="my-cases">我在本厅的办件</h2>
        {cases.length === 0 ? (
          <p>还没有办件。</p>
        ) : (
          <ul class="cases">
            {cases.map((one) => (
              <li key={one.number}>
                <a href={`/cases/${one.number}`}>{one.matter.name}</a>
                <Standing one={one} />
                <Advance one={one} action={`/cases/${one.number}/advance`} csrf={session.csrf} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section class="card" aria-labelledby="clerk">
        <h2 id="clerk">窗口</h2>
        <p>本人到窗口办理时，工作人员按证件号码和姓名录入，不需要本人登录。</p>
        <p>
          <a class="button quiet" href="/counter">
            到窗口，为此人录入办件
          </a>
        </p>
      </section>
      <Onward service={service} session={session} />
    </ServicePage>
  );
}

/** Where the deep link of a case leads: the department's own page about it. */
export function DeskCasePage(props: Common & { found: DeskCase }): VNode {
  const { service, session, found } = props;
  return (
    <ServicePage service={service} title={found.matter.name}>
      <h1>{found.matter.name}</h1>
      <section class="card" aria-label="办件">
        <p>办件编号 {found.number}</p>
        <Standing one={found} />
        <Advance one={found} action={`/cases/${found.number}/advance`} csrf={session.csrf} />
      </section>
      <p>
        <a href="/">返回{service.name}</a>
      </p>
    </ServicePage>
  );
}

export function Standing({ one }: { one: DeskCase }): VNode {
  const { state, status_text, told } = standing(one);
  return (
    <>
      <p>
        <CaseState state={state} text={status_text} />
      </p>
      {!told && <p class="hint">统一记录暂时没有应答，稍后会自动补报。</p>}
    </>
  );
}

/** What a clerk would do at another desk; here one button. */
function Advance({
  one,
  action,
  csrf,
}: {
  one: DeskCase;
  action: string;
  csrf: string;
}): VNode | null {
  if (standing(one).over) return null;
  return (
    <form method="post" action={action}>
      <input type="hidden" name="csrf" value={csrf} />
      <button type="submit" class="quiet" aria-label={`推进一步：${one.matter.name}`}>
        推进一步（代工作人员）
      </button>
    </form>
  );
}
