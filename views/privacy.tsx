import type { JSX } from 'preact';
import { NoticeText } from './components/notice-text.tsx';
import type { PageFrame } from './frame.ts';
import { Layout } from './layout.tsx';
import { sentences } from './locales/catalogue.ts';

/** The notice on its own, linked from every footer as /privacy. */
export interface PrivacyProps {
  frame: PageFrame;
}

/** The notice as it stands, for whoever wants to read it again. */
export function PrivacyPage({ frame }: PrivacyProps): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <Layout frame={frame} title={t.notice.title}>
      <div class="card full-notice">
        <NoticeText frame={frame} version={t.notice.version} heading="h2" />
      </div>
    </Layout>
  );
}
