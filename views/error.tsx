import type { JSX } from 'preact';
import { nationalHelpLine } from './components/footer.tsx';
import { ShownText, type TextShown } from './components/text-shown.tsx';
import { inWords, type PageFrame, type Words } from './frame.ts';
import { Layout } from './layout.tsx';
import { fill, sentences } from './locales/catalogue.ts';
import type { Catalogue } from './locales/zh-CN.ts';

/** What the person can do now; the words of each kind are in the catalogue. */
export type WayOn =
  | { kind: 'client'; href: string; name: Words | string }
  | {
      kind: 'again' | 'other_way' | 'account' | 'home' | 'console' | 'portal' | 'switches';
      href: string;
    };

export interface ErrorProps {
  frame: PageFrame;
  /** A code of src/errors.ts; the sentences are `refusals[code]` of the catalogue. */
  refusal: keyof Catalogue['refusals'];
  field?: string;
  /** Fills `{placeholders}` of the sentences; never personal data. */
  words?: Record<string, string | number>;
  /** Seconds until it is worth trying again. */
  retry_after?: number;
  /** The first is the primary button. The help line is always there. */
  ways_on: WayOn[];
  /** What was typed into the form that was refused, where the form itself cannot be shown again. */
  typed?: readonly TextShown[] | undefined;
}

/** What happened in one sentence, what can be done now as buttons, and a code for the help line. */
export function ErrorPage(props: ErrorProps): JSX.Element {
  const { frame, refusal, field, words, retry_after, ways_on, typed = [] } = props;
  const t = sentences(frame.lang);
  const said = t.refusals[refusal];
  const line = frame.help_line ?? nationalHelpLine;
  return (
    <Layout frame={frame} title={fill(said.title, words)}>
      <div class="card">
        <p>{fill(said.what, words)}</p>
        {field && <p>{t.error.field(t.error.fields[field] ?? field)}</p>}
        <p>{fill(said.now, words)}</p>
        {retry_after !== undefined && <p>{t.error.retry(Math.ceil(retry_after / 60))}</p>}
        <div class="ways">
          {ways_on.map((way, index) => (
            <a
              key={way.kind}
              class={index === 0 ? 'button' : 'button button-second'}
              href={way.href}
            >
              {way.kind === 'client'
                ? t.error.client(inWords(way.name, frame.lang))
                : t.error[way.kind]}
            </a>
          ))}
          <a class="button button-second" href={`tel:${line}`}>
            {t.error.help} <span class="number">{line}</span>
          </a>
        </div>
      </div>
      {typed.length > 0 && (
        <section class="card" aria-labelledby="typed">
          <h2 id="typed">{t.forms.typed}</h2>
          <p>{t.forms.typed_lead}</p>
          {typed.map((one) => (
            <ShownText key={one.name} {...one} />
          ))}
        </section>
      )}
      <p class="soft">
        <code>{refusal}</code>
      </p>
    </Layout>
  );
}
