import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface RegisterFaceProps {
  frame: PageFrame;
  /** Where `choice` is posted: `agree`, or `other` for another way. */
  action: string;
}

/** The consent of its own that a comparison of faces needs; declining leads to the other ways. */
export function RegisterFacePage({ frame, action }: RegisterFaceProps): JSX.Element {
  const t = sentences(frame.lang).newcomers.face;
  return (
    <Layout frame={frame} title={t.title}>
      <p class="lead">{t.lead}</p>
      <ul class="gist">
        {t.gist.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <PostForm frame={frame} action={action} class="card choices">
        <button type="submit" name="choice" value="agree" class="button">
          {t.agree}
        </button>
        <button type="submit" name="choice" value="other" class="button button-second">
          {t.other}
        </button>
      </PostForm>
    </Layout>
  );
}
