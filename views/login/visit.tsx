import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface VisitProps {
  frame: PageFrame;
  source: { name: string };
  /** The department's address and what is posted to it. */
  url: string;
  fields: Record<string, string>;
}

/** Takes the person to a department by a form; the script presses the button, a person can too. */
export function VisitPage({ frame, source, url, fields }: VisitProps): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <Layout frame={frame} title={t.visit.title(source.name)}>
      <form method="post" action={url} class="card" data-goes-on>
        <p>{t.visit.text(source.name)}</p>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <button type="submit" class="button">
          {t.visit.submit(source.name)}
        </button>
      </form>
    </Layout>
  );
}
