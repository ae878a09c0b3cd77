import type { VNode } from 'preact';
import type { DepartmentSystem } from '../sources/department-system.ts';
import { Page } from './page.tsx';

type System = Pick<DepartmentSystem, 'id' | 'title' | 'account_word'>;

/** The department's own sign-in page. */
export function SignInPage(props: {
  system: System;
  action: string;
  username?: string;
  wrong?: boolean;
}): VNode {
  const { system, action, username = '', wrong = false } = props;
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
        <button type="submit" name="cancel" value="1" class="quiet" formnovalidate>
          返回，不登录
        </button>
      </form>
      <p class="hint">账号在办事窗口凭证件开通。样例账号见 npm run demo 的输出。</p>
    </Page>
  );
}

/** Anything that is not a sign-in: what happened, and the way on. */
export function TroublePage(props: { system: System; status: number; word?: string }): VNode {
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
