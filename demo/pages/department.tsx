import type { VNode } from 'preact';
import type { Look } from '../sources/login-system.ts';
import { Page } from './page.tsx';

/** The department's own sign-in page. */
export function SignInPage(props: {
  system: Look;
  action: string;
  username?: string;
  wrong?: boolean;
  /** Whether there is a way back without signing in. */
  cancels?: boolean;
}): VNode {
  const { system, action, username = '', wrong = false, cancels = true } = props;
  return (
    <Page place={system.id} title={`登录 · ${system.title}`} owner={system.title}>
      <h1>登录{system.title}</h1>
      {wrong && (
        <div class="trouble" role="alert">
          <p>
            <strong>账号或密码不正确。</strong>请检查后重新输入。
          </p>
        </div>
      )}
      <form method="post" action={action} class="card">
        <label for="username">{system.account_word}</label>
        <input
          id="username"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          value={username}
          aria-invalid={wrong ? 'true' : undefined}
        />
        <label for="password">密码</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          aria-invalid={wrong ? 'true' : undefined}
        />
        <button type="submit">登录</button>
        {cancels && (
          <button type="submit" name="cancel" value="1" class="quiet" formnovalidate>
            返回，不登录
          </button>
        )}
      </form>
      <p class="hint">账号在办事窗口凭证件开通。样例账号见 npm run demo 的输出。</p>
    </Page>
  );
}

/** After a sign-in whose answer the browser itself carries: it posts the form, or the person does. */
export function HandOverPage(props: {
  system: Look;
  action: string;
  fields: Record<string, string>;
}): VNode {
  const { system, action, fields } = props;
  return (
    <Page place={system.id} title={system.title} owner={system.title} script="/hand-over.js">
      <h1>返回您原来的网站</h1>
      <form method="post" action={action} class="card">
        <p>{system.title}的部分已完成。如果没有自动返回，请点击“继续”。</p>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <button type="submit">继续</button>
      </form>
    </Page>
  );
}

/** Anything that is not a sign-in: what happened, and the way on. */
export function TroublePage(props: { system: Look; status: number; word?: string }): VNode {
  const { system, status, word } = props;
  return (
    <Page place={system.id} title={system.title} owner={system.title}>
      <h1>{system.title}</h1>
      {status === 200 ? (
        <p>这里是{system.title}的登录系统。请从网上办事大厅进入。</p>
      ) : (
        <div class="trouble" role="alert">
          <p>
            <strong>这次登录已失效。</strong>请回到您原来的网站，重新登录一次。
          </p>
          {word && <p class="hint">{word}</p>}
        </div>
      )}
    </Page>
  );
}
