import type { JSX } from 'preact';
import { dayWords } from '../components/moment.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { counterPaths } from './counter.tsx';

export interface PaperSheetProps {
  frame: ConsoleFrame;
  /** Four groups of four; shown this once. */
  code: string;
  number: string;
  masked_name: string;
  until_at: Date;
  printed_at: Date;
  department: Words;
  /** Where the person signs in. */
  address: string;
  /** The person's, where the console speaks another. */
  paper_lang: Lang;
}

/** The paper: on the screen once, and alone on the page when it is printed. */
export function PaperSheetPage(props: PaperSheetProps): JSX.Element {
  const { frame, code, number, masked_name, until_at, printed_at, department, address } = props;
  const { paper_lang: lang } = props;
  const { counter } = sentences(frame.lang).recovery;
  const { recovery, site } = sentences(lang);
  const t = recovery.counter;
  return (
    <ConsolePage frame={frame} section="counter" title={counter.printed}>
      <p class="lead">{counter.printed_lead}</p>
      <article class="sheet" lang={lang} aria-labelledby="sheet-title">
        <p class="soft">{site.name}</p>
        <h2 id="sheet-title">{t.paper_title}</h2>
        <p class="sheet-code">
          <code>{code}</code>
        </p>
        <p>{t.of(masked_name)}</p>
        <p class="strong">{t.good(dayWords(until_at, lang))}</p>
        <h3>{t.how}</h3>
        <ol>
          {t.steps(address).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <ul>
          {t.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
        <p class="soft">
          {t.paper_number(number)}
          <br />
          {t.printed_at(inWords(department, lang), dayWords(printed_at, lang))}
        </p>
      </article>
      <p>
        <a class="button" href={counterPaths.form}>
          {counter.another}
        </a>
      </p>
    </ConsolePage>
  );
}
