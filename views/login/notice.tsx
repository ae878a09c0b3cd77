import type { JSX } from 'preact';
import { Leave, PostForm } from '../components/form.tsx';
import { NoticeText } from '../components/notice-text.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface NoticeProps {
  frame: PageFrame;
  /** The version of the notice, posted back as `notice`; `notice.version` of the catalogue. */
  version: string;
  /** The department whose system has just said who came. */
  source_name?: string;
  action: string;
  /** Where to post in order to go back without an account being made. */
  leave?: string;
}

/** Shown once, before an identity is made (PIPL 17): the gist, the whole text, and only then the button. */
export function NoticePage(props: NoticeProps): JSX.Element {
  const { frame, version, source_name, action } = props;
  const t = sentences(frame.lang);
  return (
    <Layout frame={frame} title={t.notice.title}>
      <p class="lead">{source_name ? t.notice.intro_source(source_name) : t.notice.intro}</p>
      <ul class="gist">
        {t.notice.summary.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <section class="card full-notice" aria-labelledby="full-notice">
        <h2 id="full-notice">{t.notice.full}</h2>
        <NoticeText frame={frame} version={version} heading="h3" />
      </section>
      <PostForm frame={frame} action={action}>
        <input type="hidden" name="notice" value={version} />
        <button type="submit" class="button">
          {t.notice.submit}
        </button>
      </PostForm>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
