import type { VNode } from 'preact';
import { Page } from './page.tsx';

/** Who runs the sample province, and the code that each would read from their telephone now. */
export function AuthenticatorPage(props: {
  console: string;
  /** Where people read their text messages. */
  phones: string;
  /** Seconds until the codes change. */
  left: number;
  members: readonly {
    key: string;
    name: string;
    about: string;
    address: string;
    password: string;
    code: string;
  }[];
}): VNode {
  return (
    <Page place="authenticator" title="验证器 · 松花示例" owner="松花示例 · 验证器" wide>
      <h1>管理台的样例人员</h1>
      <p>
        示例中的工作人员没有手机，这一页代替他们的验证器。验证码 {props.left} 秒后更换，请刷新本页。
        每个验证码只能用一次。
      </p>
      <p>
        <a href={props.console}>前往管理台</a> · <a href={props.phones}>办事的人的手机</a>
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">人员</th>
            <th scope="col">工作账号</th>
            <th scope="col">密码</th>
            <th scope="col">验证码</th>
          </tr>
        </thead>
        <tbody>
          {props.members.map(({ key, name, about, address, password, code }) => (
            <tr key={key}>
              <td>
                <strong>{name}</strong>
                <br />
                {about}
              </td>
              <td>
                <code>{address}</code>
              </td>
              <td>
                <code>{password}</code>
              </td>
              <td>
                <code>{code}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Page>
  );
}
