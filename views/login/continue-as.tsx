import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface ContinueAsProps {
  frame: PageFrame;
  masked_name: string;
  /** Where going on as this person is posted. */
  action: string;
  /** Address (GET) of signing in as somebody else. */
  other: string;
}

/** Somebody is signed in already: go on, or let somebody else sign in. */
export function ContinueAsPage(props: ContinueAsProps): JSX.Element {
  const { frame, masked_name, action, other } = props;
  const t = sentences(frame.lang);
  return (
    <Layout frame={frame} title={t.continueAs.title}>
      <PostForm frame={frame} action={action} class="card">
        <p>
          {t.continueAs.who}
          <bdi class="person-name">{masked_name}</bdi>
        </p>
        <button type="submit" class="button">
          {t.continueAs.submit(masked_name)}
        </button>
      </PostForm>
      <p class="aside">
        <a href={other}>{t.continueAs.other}</a>
      </p>
    </Layout>
  );
}
