import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { StateWords } from '../components/state-words.tsx';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Table } from './table.tsx';

type Words = ReturnType<typeof sentences>['console']['departments']['import'];

export interface ImportReport {
  counts: Record<keyof Words['results'], number>;
  digest: string;
  /** Those that are shown, the ones that cannot stand first. */
  lines: readonly {
    line: number;
    code: string;
    result: keyof Words['results'];
    field?: string;
    reason?: keyof Words['faults'];
    fields?: readonly string[];
  }[];
}

export interface ImportProps {
  frame: ConsoleFrame;
  csv?: string;
  report?: ImportReport;
  /** What is wrong with the whole of it: a column, `titles`, `lines`, `size`. */
  bad?: string;
}

export const importHref = '/admin/departments/_import';

/** Pasting a table of departments: a trial run, then the import of exactly that. */
export function DepartmentsImportPage({ frame, csv = '', report, bad }: ImportProps): JSX.Element {
  const t = sentences(frame.lang).console.departments.import;
  const refusal = sentences(frame.lang).refusals['departments.bad_file'];
  return (
    <ConsolePage frame={frame} section="departments" title={t.title} trouble={bad !== undefined}>
      <p>{t.what}</p>
      {report && <Report frame={frame} csv={csv} report={report} />}
      <PostForm frame={frame} action={importHref}>
        <div class="field">
          <label for="csv">{t.csv}</label>
          <p class="hint" id="csv-hint">
            {t.columns}
          </p>
          {bad !== undefined && (
            <p class="field-error" id="csv-error">
              {refusal.what} <code>{bad}</code>
            </p>
          )}
          <textarea
            id="csv"
            name="csv"
            rows={12}
            spellcheck={false}
            aria-describedby={bad === undefined ? 'csv-hint' : 'csv-hint csv-error'}
            aria-invalid={bad === undefined ? undefined : 'true'}
            required
          >
            {csv}
          </textarea>
        </div>
        <button type="submit" class={report ? 'button button-second' : 'button'}>
          {report ? t.again : t.look}
        </button>
      </PostForm>
    </ConsolePage>
  );
}

function Report({ frame, csv, report }: Required<Omit<ImportProps, 'bad'>>): JSX.Element {
  const t = sentences(frame.lang).console.departments.import;
  const { added, changed, same, fault } = report.counts;
  const all = added + changed + same + fault;
  return (
    <section aria-labelledby="report">
      <h2 id="report">{t.report}</h2>
      <p role="status">
        <StateWords kind={fault > 0 ? 'failed' : 'ok'}>
          {t.counts(added, changed, same, fault)}
        </StateWords>
      </p>
      {report.lines.length < all && <p>{t.shown(report.lines.length, all)}</p>}
      <Table
        frame={frame}
        caption={t.report}
        empty=""
        columns={[
          { title: t.line, number: true },
          { title: sentences(frame.lang).console.departments.code, number: false },
          { title: t.result, number: false },
          { title: t.about, number: false },
        ]}
        rows={report.lines.map(({ line, code, result, field, reason, fields }) => ({
          cells: [
            String(line),
            code,
            t.results[result],
            reason ? `${field}: ${t.faults[reason]}` : fields ? t.fields(fields.join(' ')) : '',
          ],
        }))}
      />
      {fault === 0 && added + changed === 0 && <p>{t.nothing}</p>}
      {fault === 0 && added + changed > 0 && (
        <PostForm frame={frame} action={`${importHref}/apply`}>
          <input type="hidden" name="digest" value={report.digest} />
          <input type="hidden" name="csv" value={csv} />
          <button type="submit" class="button">
            {t.apply}
          </button>
        </PostForm>
      )}
    </section>
  );
}
