import type { VNode } from 'preact';
import type { Message } from '../outside/messages.ts';
import type { Newcomer } from '../people/newcomers.ts';
import { Moment } from './case-state.tsx';
import { Page } from './page.tsx';

/** Every telephone of the sample province, and whom one may be that has no account yet. */
export function PhonesPage(props: {
  gateway: string;
  messages: readonly Message[];
  newcomers: readonly Newcomer[];
}): VNode {
  const { gateway, messages, newcomers } = props;
  return (
    <Page place="authenticator" title="手机 · 松花示例" owner="松花示例 · 手机" wide>
      <h1>手机</h1>
      <p>
        示例中没有人有手机和邮箱，发给大家的短信和邮件都显示在这一页，最新的在最上面，停止后不保留。
        <a href="/phones">刷新</a>
      </p>
      {messages.length === 0 ? (
        <p class="card">
          还没有短信。在登录页选“没有以上账号？新注册”，验证码就会出现在这里。应用开发人员的验证码也是。
        </p>
      ) : (
        <ul class="cases card">
          {messages.map(({ to, text, lang, at }) => (
            <li key={`${to} ${at}`}>
              <p>
                <strong>{to}</strong> <Moment at={at} />
              </p>
              <p lang={lang}>{text}</p>
            </li>
          ))}
        </ul>
      )}
      <h2>没有任何账号的人</h2>
      <p>
        核验机构认得下面几位，也认得有样例账号的人。不做核验的话，用任何 1990000 开头的 11
        位号码都能新注册。
        <a href={`${gateway}/account`}>前往登录</a>
      </p>
      <ul class="cases card">
        {newcomers.map(({ name, id_number, phone }) => (
          <li key={id_number}>
            <dl>
              <dt>姓名</dt>
              <dd>{name}</dd>
              <dt>居民身份证号码</dt>
              <dd>
                <code>{id_number}</code>
              </dd>
              <dt>手机号码</dt>
              <dd>
                <code>{phone}</code>
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    </Page>
  );
}
