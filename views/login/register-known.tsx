import type { JSX } from 'preact';
import { Leave, PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface RegisterKnownProps {
  frame: PageFrame;
  /** The number was proved to be this person's and is another account's; otherwise everybody is asked. */
  owned: boolean;
  /** Where `choice` is posted: `prove` or `separate`. */
  action: string;
  leave?: string;
}

/** An older account is proved rather than a second one made; the same words for all who may have one. */
export function RegisterKnownPage({
  frame,
  owned,
  action,
  leave,
}: RegisterKnownProps): JSX.Element {
  const { known } = sentences(frame.lang).newcomers;
  const t = owned ? known.owned : known.everybody;
  return (
    <Layout frame={frame} title={t.title}>
      <p class="lead">{t.lead}</p>
      <PostForm frame={frame} action={action} class="card choices">
        <p id="prove-hint">{t.prove_hint}</p>
        <button
          type="submit"
          name="choice"
          value="prove"
          class="button"
          aria-describedby="prove-hint"
        >
          {t.prove}
        </button>
        <hr />
        <p id="separate-hint">{t.separate_hint}</p>
        <button
          type="submit"
          name="choice"
          value="separate"
          class="button button-second"
          aria-describedby="separate-hint"
        >
          {t.separate}
        </button>
      </PostForm>
      <Leave frame={frame} action={leave} />
    </Layout>
  );
}
