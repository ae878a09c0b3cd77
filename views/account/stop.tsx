import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface StopProps {
  frame: PageFrame;
  action: string;
}

/** From the link of a notice: says no, by whoever got it, without a sign-in. The same for every code. */
export function StopPage({ frame, action }: StopProps): JSX.Element {
  const t = sentences(frame.lang).recovery.stop;
  return (
    <Layout frame={frame} title={t.title}>
      <p class="lead">{t.lead}</p>
      <p>{t.consequence}</p>
      <PostForm frame={frame} action={action}>
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
      <p class="hint">{t.not_you}</p>
    </Layout>
  );
}

/** What came of it. */
export function StoppedPage({
  frame,
  stopped,
}: {
  frame: PageFrame;
  stopped: boolean;
}): JSX.Element {
  const t = sentences(frame.lang).recovery.stop;
  return (
    <Layout frame={frame} title={stopped ? t.done_title : t.nothing_title}>
      <p class="lead">{stopped ? t.done : t.nothing}</p>
      <p>{t.further}</p>
    </Layout>
  );
}

/** On the first page of one's account: what waits to be used to come in by another way. */
export function WaitingNote(props: {
  frame: PageFrame;
  what: 'recovery' | 'paper';
  at: string;
  action: string;
}): JSX.Element {
  const { frame, what, at, action } = props;
  const t = sentences(frame.lang).recovery.waiting;
  return (
    <div class="note" role="status">
      <p>{what === 'recovery' ? t.recovery(at) : t.paper(at)}</p>
      <PostForm frame={frame} action={action}>
        <button type="submit" class="button button-second">
          {what === 'recovery' ? t.stop_recovery : t.void_paper}
        </button>
      </PostForm>
    </div>
  );
}
