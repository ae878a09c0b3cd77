import type { JSX } from 'preact';
import { Leave, PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface ProveProps {
  frame: PageFrame;
  /** The department account that has just come. */
  source_name: string;
  /** Where `choice` is posted: `prove` (the first button) or `separate`. */
  action: string;
  leave?: string;
}

/** Name and number are known here already: prove the older account, or go on apart from it. */
export function ProvePage(props: ProveProps): JSX.Element {
  const { frame, source_name, action } = props;
  const t = sentences(frame.lang);
  return (
    <Layout frame={frame} title={t.prove.title}>
      <p class="lead">{t.prove.text(source_name)}</p>
      <PostForm frame={frame} action={action} class="card choices">
        <p id="prove-hint">{t.prove.mine}</p>
        <button
          type="submit"
          name="choice"
          value="prove"
          class="button"
          aria-describedby="prove-hint"
        >
          {t.prove.submit}
        </button>
        <hr />
        <p id="separate-hint">{t.prove.separate_hint}</p>
        <button
          type="submit"
          name="choice"
          value="separate"
          class="button button-second"
          aria-describedby="separate-hint"
        >
          {t.prove.separate}
        </button>
      </PostForm>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
