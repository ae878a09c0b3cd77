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
  /** To sign in there, to sign out there, or back there to finish a sign-out. */
  purpose?: 'sign_in' | 'sign_out' | 'back';
}

/** Takes the person to a department by a form; the script presses the button, a person can too. */
export function VisitPage(props: VisitProps): JSX.Element {
  const { frame, source, url, fields, purpose = 'sign_in' } = props;
  const { visit, leaving } = sentences(frame.lang);
  const said = {
    sign_in: visit,
    sign_out: { title: leaving.title, text: leaving.goes_on, submit: leaving.submit },
    back: { title: leaving.back_title, text: leaving.back_text, submit: leaving.back_title },
  }[purpose];
  return (
    <Layout frame={frame} title={said.title(source.name)}>
      <form method="post" action={url} class="card" data-goes-on>
        <p>{said.text(source.name)}</p>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <button type="submit" class="button">
          {said.submit(source.name)}
        </button>
      </form>
    </Layout>
  );
}
