import type { ComponentChildren, JSX } from 'preact';
import { dayWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { settingWords } from '../locales/sources/words.ts';
import { faultWords, idOf } from './form.tsx';
import type { FormFault } from './form-shown.ts';

/** What trying a connection came to. */
export interface TriedShown {
  lacks: readonly string[];
  probe?: { ok: true } | { ok: false; fault: string };
  document?: { ok: true } | { ok: false; fault: string };
  expiries: readonly { what: string; at: Date }[];
}

/** What somebody else changed while a form was being written. */
export interface OthersShown {
  label: string;
  /** Absent of a secret. */
  now?: string;
}

/** What is wrong, each leading to its field; takes the focus. */
export function FaultSummary(props: {
  lang: Lang;
  faults: readonly FormFault[];
  labelOf(name: string): string;
  /** Found before trying; else before saving. */
  trying: boolean;
}): JSX.Element | null {
  const { lang, faults, labelOf, trying } = props;
  if (faults.length === 0) return null;
  const t = sentences(lang);
  return (
    <div class="summary" role="alert" tabIndex={-1} autofocus aria-labelledby="summary-heading">
      <h2 id="summary-heading">
        {t.console.connecting[trying ? 'problem_try' : 'problem'](faults.length)}
      </h2>
      <ul>
        {faults.map((fault) => {
          const label = labelOf(fault.name);
          const words = `${label ? `${label}${lang === 'zh-CN' ? '：' : ': '}` : ''}${faultWords(fault, lang)}`;
          return (
            <li key={fault.name}>
              {fault.name ? <a href={`#${idOf(fault.name)}`}>{words}</a> : words}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The result of trying, in words. */
export function TriedResult({
  lang,
  protocol,
  tried,
}: {
  lang: Lang;
  protocol: string;
  tried: TriedShown;
}): JSX.Element {
  const t = sentences(lang).console.connecting;
  const { list } = sentences(lang).site;
  const { kinds } = sentences(lang).console.sources.watched;
  const { lacks, probe, document, expiries } = tried;
  const line = (
    result: { ok: true } | { ok: false; fault: string },
    ok: string,
    failed: (fault: string) => string,
  ) => (
    <li>
      <StateWords kind={result.ok ? 'ok' : 'failed'}>
        {result.ok ? ok : failed(result.fault)}
      </StateWords>
    </li>
  );
  return (
    <section class="tried" aria-labelledby="tried-heading" role="status">
      <h2 id="tried-heading">{t.tried}</h2>
      <ul>
        {lacks.length > 0 && (
          <li>
            <StateWords kind="waiting">
              {t.tried_lacks(list(lacks.map((one) => settingWords(protocol, one, lang).label)))}
            </StateWords>
          </li>
        )}
        {probe && line(probe, t.tried_ok, t.tried_failed)}
        {document && line(document, t.document_ok, t.document_failed)}
        {expiries.map(({ what, at }) => (
          <li key={what}>{t.expires(kinds[what] ?? what, dayWords(at, lang))}</li>
        ))}
      </ul>
      <p>{t.not_saved}</p>
    </section>
  );
}

/** What is other than when the form was drawn. */
export function OthersChanged({
  lang,
  others,
}: {
  lang: Lang;
  others: readonly OthersShown[];
}): JSX.Element | null {
  if (others.length === 0) return null;
  const t = sentences(lang).console.connecting;
  return (
    <div class="summary" role="alert" tabIndex={-1} autofocus aria-labelledby="others-heading">
      <h2 id="others-heading">{t.others}</h2>
      <ul>
        {others.map(({ label, now }) => (
          <li key={label}>
            {now === undefined ? t.others_secret(label) : t.others_now(label, now)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The buttons below a form; the first is what Enter presses. */
export function FormButtons(props: {
  lang: Lang;
  save: string;
  tries: boolean;
  children?: ComponentChildren;
}): JSX.Element {
  const t = sentences(props.lang).console.connecting;
  return (
    <div class="form-buttons">
      <button type="submit" name="act" value="save" class="button">
        {props.save}
      </button>
      {props.tries && (
        <>
          <button
            type="submit"
            name="act"
            value="try"
            class="button button-second"
            aria-describedby="try-hint"
          >
            {t.try}
          </button>
          <p class="hint" id="try-hint">
            {t.try_hint}
          </p>
        </>
      )}
      {props.children}
    </div>
  );
}
