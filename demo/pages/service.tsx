import type { ComponentChildren, VNode } from 'preact';
import type { LocalSession } from '../clients/local-sessions.ts';
import type { Service } from '../clients/service.ts';
import { Page } from './page.tsx';

const levels = ['已注册', '姓名和号码已核验', '多要素核验', '人脸或窗口核验', '数字证书'];

/** The frame of a service's own pages. */
export function ServicePage(props: {
  service: Service;
  title?: string;
  script?: string;
  wide?: boolean;
  children: ComponentChildren;
}): VNode {
  const { service, title, children, ...rest } = props;
  return (
    <Page
      place={service.place}
      title={title ? `${title} · ${service.name}` : service.name}
      owner={service.owner}
      nav={<Switcher service={service} />}
      {...rest}
    >
      {children}
    </Page>
  );
}

function Switcher({ service }: { service: Service }): VNode {
  return (
    <nav aria-label="办事入口">
      <ul>
        {service.places.map(({ name, address }) => (
          <li key={address}>
            <a href={`${address}/`} aria-current={address === service.address ? 'page' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Who is signed in, and how surely. */
export function Who({ session }: { session: LocalSession }): VNode {
  return (
    <section class="card" aria-labelledby="who">
      <h2 id="who">您已登录</h2>
      <dl>
        <dt>姓名</dt>
        <dd id="name">
          {session.name}
          {session.alias && <span lang="ko"> {session.alias}</span>}
        </dd>
        {session.id_no && (
          <>
            <dt>证件号码</dt>
            <dd id="id-number">{masked(session.id_no)}</dd>
          </>
        )}
        <dt>认证级别</dt>
        <dd id="level">
          {session.level} 级 · {levels[session.level]}
        </dd>
      </dl>
    </section>
  );
}

/** Where else one is known now, and the way out of everywhere. */
export function Onward({ service, session }: { service: Service; session: LocalSession }): VNode {
  const others = service.places.filter(({ address }) => address !== service.address);
  return (
    <>
      <section class="card" aria-labelledby="others">
        <h2 id="others">其他入口</h2>
        <ul class="places">
          {others.map(({ name, address }) => (
            <li key={address}>
              <a href={`${address}/`}>{name}</a>
            </li>
          ))}
          <li>
            <a href={`${service.issuer}/account`}>我的统一身份：关联账号、登录记录</a>
          </li>
        </ul>
      </section>
      <form method="post" action="/signout">
        <input type="hidden" name="csrf" value={session.csrf} />
        <button type="submit">退出登录</button>
        <p class="hint">在这里退出，您在其他入口的登录也会一并退出。</p>
      </form>
    </>
  );
}

type Why = 'signed_out' | 'cancelled' | 'expired' | 'failed' | 'unknown';

const sentences: Record<Why, { title: string; text: string }> = {
  signed_out: { title: '您已退出', text: '您在本站的登录已结束。其他入口的登录也会一并退出。' },
  cancelled: { title: '您没有登录', text: '登录已取消，没有任何改动。您可以随时重新登录。' },
  expired: { title: '这一步已失效', text: '页面停留过久，或已在另一个窗口完成。请重新登录。' },
  failed: { title: '暂时无法登录', text: '统一身份认证这次没有给出结果。请稍后再试。' },
  unknown: { title: '没有这个页面', text: '地址可能有误，或这不是您的办件。请从首页进入。' },
};

/** Neither page nor session: what happened, and the way on. */
export function OutsidePage({ service, why }: { service: Service; why: Why }): VNode {
  const { title, text } = sentences[why];
  return (
    <ServicePage service={service} title={title}>
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        {why === 'unknown' ? (
          <a class="button" href="/">
            回到首页
          </a>
        ) : (
          <a class="button" href="/signin">
            登录
          </a>
        )}
      </p>
      {why === 'signed_out' && (
        <p>
          <a href={`${service.issuer}/signed-out`}>查看各入口的退出结果</a>
        </p>
      )}
    </ServicePage>
  );
}

/** The first three and the last two, as every page here shows a number. */
export const masked = (number: string): string =>
  `${number.slice(0, 3)}${'*'.repeat(Math.max(0, number.length - 5))}${number.slice(-2)}`;
