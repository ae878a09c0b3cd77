import type { ComponentChildren, JSX } from 'preact';
import { AgainSummary } from '../components/again.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { zhCN } from '../locales/portal/zh-CN.ts';

/** What surrounds every page of the portal. */
export interface PortalFrame extends PageFrame {
  developer: { address: string };
  /** What has just been done. */
  done?: keyof typeof zhCN.done;
}

/** A page of the portal: what has just been done, what is wrong, and the page itself. */
export function PortalPage(props: {
  frame: PortalFrame;
  title: string;
  /** Something in a form that is not shown again has to be put right. */
  trouble?: boolean;
  above?: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  const { frame, title, above, children } = props;
  const trouble = props.trouble || frame.again !== undefined;
  const t = sentences(frame.lang).portal;
  return (
    <Layout frame={frame} title={title} console trouble={trouble} above={above}>
      {frame.done && (
        <div class="done" role="status">
          <StateWords kind="ok">{t.done[frame.done]}</StateWords>
        </div>
      )}
      <AgainSummary frame={frame} />
      {children}
    </Layout>
  );
}
