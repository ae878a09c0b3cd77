import type { VNode } from 'preact';
import type { LocalSession } from '../clients/local-sessions.ts';
import type { Service } from '../clients/service.ts';
import { masked, Onward, ServicePage } from './service.tsx';

interface Props {
  service: Service;
  session: LocalSession;
}

/** The courses, and beside them all that the platform was given of whoever looks. */
export function LearningPage({ service, session }: Props): VNode {
  return (
    <ServicePage service={service}>
      <h1>{session.withdrawn ? '您撤回了同意' : `${session.name}，您好`}</h1>
      {session.withdrawn ? <Withdrawn /> : <Given session={session} />}
      <section class="card" aria-labelledby="courses">
        <h2 id="courses">可以学习</h2>
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

function Withdrawn(): VNode {
  return (
    <section class="card" aria-labelledby="withdrawn">
      <h2 id="withdrawn">松花已通知本平台</h2>
      <p>您同意提供的信息已从这里删去。没有它们，本平台不能为您出具证书。</p>
      <p>
        <a class="button" href="/signin">
          重新征求您的同意
        </a>
      </p>
    </section>
  );
}

/** What is absent was left out by whoever looks, or there is none. */
function Given({ session }: Pick<Props, 'session'>): VNode {
  const nothing = <span class="hint">您没有提供</span>;
  return (
    <section class="card" aria-labelledby="given">
      <h2 id="given">您提供给本平台的信息</h2>
      <dl>
        <dt>姓名</dt>
        <dd id="name">
          {session.name}
          {session.alias && <span lang="ko"> {session.alias}</span>}
        </dd>
        <dt>手机号码</dt>
        <dd id="phone">{session.phone ? masked(session.phone) : nothing}</dd>
        <dt>证件号码</dt>
        <dd id="id-number">{session.id_no ? masked(session.id_no) : nothing}</dd>
      </dl>
      <p class="hint">随时可以在“我的统一身份”里撤回。</p>
    </section>
  );
}
