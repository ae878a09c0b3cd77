import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

/** On the way back from a department to the console. */
export function PreviewBackPage({ frame, href }: { frame: PageFrame; href: string }): JSX.Element {
  const t = sentences(frame.lang).console.connecting.look;
  return (
    <Layout frame={frame} title={t.back_title}>
      <div class="card">
        <p>{t.back_what}</p>
        <a class="button" href={href}>
          {t.back_button}
        </a>
      </div>
    </Layout>
  );
}
