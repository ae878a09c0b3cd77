import type { VNode } from 'preact';
import type { SelfService } from '../clients/machine.ts';
import { Page } from './page.tsx';

/** What the machine shows; it is the same to everybody who stands before it. */
export type Screen =
  | { shows: 'start' }
  | { shows: 'code'; user_code: string; address: string; picture: { size: number; path: string } }
  | { shows: 'person'; name: string; level: number }
  | { shows: 'over'; why: 'signed_out' | 'ended' | 'refused' | 'expired' | 'failed' };

interface Props {
  machine: SelfService;
  screen: Screen;
  csrf: string;
}

const sentences: Record<Extract<Screen, { shows: 'over' }>['why'], string> = {
  signed_out: '已退出登录。请带好您的证件和手机。',
  ended: '登录已结束：您在手机上退出了，或两分钟没有操作。',
  refused: '手机上选择了“不是我”，没有登录。',
  expired: '代码已过期，请重新开始。',
  failed: '暂时无法登录，请稍后再试，或到窗口办理。',
};

/** The one page of a machine. */
export function MachinePage({ machine, screen, csrf }: Props): VNode {
  return (
    <Page
      place="zizhu"
      title={`${machine.machine} · ${machine.hall}`}
      owner={machine.owner}
      script="/machine.js"
    >
      <p class="hint">
        {machine.hall} · {machine.machine}
      </p>
      {screen.shows === 'code' && <Code screen={screen} />}
      {screen.shows === 'person' && (
        <>
          <h1>{screen.name}，您好</h1>
          <p>认证级别 {screen.level} 级。两分钟没有操作会自动退出，您手机上的登录不受影响。</p>
        </>
      )}
      {screen.shows === 'over' && (
        <>
          <h1>自助服务</h1>
          <p role="status">{sentences[screen.why]}</p>
        </>
      )}
      {screen.shows === 'start' && (
        <>
          <h1>自助服务</h1>
          <p>用手机登录，不需要在这台机器上输入密码。</p>
        </>
      )}
      {screen.shows === 'person' || screen.shows === 'code' ? (
        <Button csrf={csrf} action="/leave">
          {screen.shows === 'person' ? '退出登录' : '取消'}
        </Button>
      ) : (
        <Button csrf={csrf} action="/start">
          用手机登录
        </Button>
      )}
      <noscript>
        <p>
          <a href="/">刷新本页</a>
        </p>
      </noscript>
    </Page>
  );
}

/** RFC 8628 §3.3: the code in large letters, and its picture for a telephone. */
function Code({ screen }: { screen: Extract<Screen, { shows: 'code' }> }): VNode {
  const { user_code, address, picture } = screen;
  return (
    <>
      <h1>请用手机扫码</h1>
      <svg
        class="picture"
        role="img"
        aria-label="登录二维码"
        viewBox={`-4 -4 ${picture.size + 8} ${picture.size + 8}`}
      >
        <path d={picture.path} />
      </svg>
      <p>
        或在手机上打开 <span class="address">{address}</span>，输入代码：
      </p>
      <p class="user-code">{user_code}</p>
      <p class="hint">代码两分钟内有效。手机上会写明大厅和机器，请核对后再同意。</p>
    </>
  );
}

function Button(props: { csrf: string; action: string; children: string }): VNode {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="csrf" value={props.csrf} />
      <button type="submit">{props.children}</button>
    </form>
  );
}
