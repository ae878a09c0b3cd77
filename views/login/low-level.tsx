import type { JSX } from 'preact';
import { Leave } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

/** The sign-in worked, but reaches less than the service needs. */
export interface LowLevelProps {
  frame: PageFrame;
  level: number;
  needed_level: number;
  /** Address (GET) of the picker, to choose a way that reaches it. */
  other: string;
  /** Where to post in order to go back to the service. */
  leave?: string;
}

/** Says what was reached and what is needed; the way on is another way to sign in. */
export function LowLevelPage(props: LowLevelProps): JSX.Element {
  const { frame, level, needed_level, other } = props;
  const t = sentences(frame.lang);
  return (
    <Layout frame={frame} title={t.lowLevel.title}>
      <div class="card">
        <p>{t.lowLevel.text(t.levels.name(level), t.levels.name(needed_level))}</p>
        <p>{t.lowLevel.meaning(t.levels.short[needed_level] ?? '')}</p>
        <a class="button" href={other}>
          {t.lowLevel.submit}
        </a>
      </div>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
