import type { ComponentChildren, JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage, type Section } from './console.tsx';

/** One field of the form over a list; what it holds stands in the address. */
export interface FilterField {
  name: string;
  label: string;
  value?: string | undefined;
  /** A choice; the first one is "all". Absent: a text. */
  options?: readonly { value: string; label: string }[];
  kind?: 'text' | 'date';
}

export interface TableProps {
  frame: PageFrame;
  caption: string;
  columns: readonly { title: string; number: boolean; whole?: true | undefined }[];
  rows: readonly {
    href?: string;
    cells: readonly (string | JSX.Element)[];
    /** What the row is called; not said: its first text. */
    named?: string | undefined;
  }[];
  empty: string;
  /** On a narrow screen a row becomes a list of its cells, each under its title; not said: it scrolls. */
  stacked?: true;
}

export interface TablePageProps extends Omit<TableProps, 'caption'> {
  frame: ConsoleFrame;
  section: Section;
  title: string;
  intro?: string;
  /** This page's path, where the filters lead. */
  action: string;
  filters?: readonly FilterField[];
  /** Back to the first rows, on to the next ones, and the same as a file. */
  first: string | undefined;
  next: string | undefined;
  file: string;
  above?: JSX.Element;
  below?: JSX.Element;
}

/** A list of the console with its filters, its pages and its file. */
export function TablePage(props: TablePageProps): JSX.Element {
  const { frame, section, title, intro, action, filters, first, next, file, above, below } = props;
  const t = sentences(frame.lang).console.table;
  return (
    <ConsolePage frame={frame} section={section} title={title}>
      {intro && <p>{intro}</p>}
      {above}
      {filters && filters.length > 0 && <Filters frame={frame} action={action} fields={filters} />}
      <Table
        frame={frame}
        caption={title}
        columns={props.columns}
        rows={props.rows}
        empty={props.empty}
      />
      <nav class="pages" aria-label={t.pages}>
        <ul>
          {first && (
            <li>
              <a href={first}>{t.first}</a>
            </li>
          )}
          {next && (
            <li>
              <a href={next} rel="next">
                {t.next}
              </a>
            </li>
          )}
          {props.rows.length > 0 && (
            <li>
              <a href={file} download>
                {t.file}
              </a>
            </li>
          )}
        </ul>
      </nav>
      {below}
    </ConsolePage>
  );
}

/** Dense but quiet: a sticky head, numbers to the right; narrow screens scroll it sideways, or stack it. */
export function Table(props: TableProps): JSX.Element {
  const { frame, caption, columns, rows, empty, stacked } = props;
  const t = sentences(frame.lang).console.table;
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    // A region that scrolls has to be reachable by the keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section class="table-scroll" aria-label={caption} tabIndex={0}>
      <table class={stacked ? 'table table-stacked' : 'table'} data-rows>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, number }) => (
              <th key={title} scope="col" class={number ? 'number' : undefined}>
                {title}
              </th>
            ))}
            {rows.some(({ href }) => href) && (
              <th scope="col">
                <span class="unseen">{t.open}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ href, cells, named }, row) => (
            <tr key={row}>
              {cells.map((cell, at) => (
                <td
                  key={columns[at]?.title}
                  class={classOf(columns[at])}
                  data-title={stacked && columns[at]?.title}
                >
                  {cell}
                </td>
              ))}
              {href && (
                <td class="whole">
                  <a href={href} aria-label={t.open_which(named ?? textOf(cells))}>
                    {t.open}
                  </a>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const classOf = (column: TableProps['columns'][number] | undefined) =>
  [column?.number && 'number', column?.whole && 'whole'].filter(Boolean).join(' ') || undefined;

const textOf = (cells: TableProps['rows'][number]['cells']) =>
  cells.find((cell) => typeof cell === 'string' && cell !== '')?.toString() ?? '';

/** The form over a list; it leads to the same page with what is wanted in the address. */
export function Filters(props: {
  frame: PageFrame;
  action: string;
  fields: readonly FilterField[];
}): JSX.Element {
  const t = sentences(props.frame.lang).console.table;
  return (
    <search>
      <form method="get" action={props.action} class="filters">
        {props.fields.map(({ name, label, value, options, kind = 'text' }) => (
          <div class="filter" key={name}>
            <label for={`filter-${name}`}>{label}</label>
            {options ? (
              <select id={`filter-${name}`} name={name}>
                {options.map((option) => (
                  <option
                    key={option.value}
                    value={option.value}
                    selected={option.value === (value ?? '')}
                  >
                    {option.label}
                  </option>
                ))}
              </select>
            ) : (
              <FilterInput name={name} kind={kind} value={value} />
            )}
          </div>
        ))}
        <button type="submit" class="button">
          {t.filter}
        </button>
        {props.fields.some(({ value }) => value) && <a href={props.action}>{t.clear}</a>}
      </form>
    </search>
  );
}

function FilterInput(
  props: Required<Pick<FilterField, 'name' | 'kind'>> & { value: string | undefined },
) {
  const { name, kind, value } = props;
  const common = {
    ...{ id: `filter-${name}`, name, value, maxLength: 100 },
    ...({ autocomplete: 'off', spellcheck: false } as const),
  };
  return kind === 'date' ? <input type="date" {...common} /> : <input type="text" {...common} />;
}

/** What is known of one thing, a line each. */
export function Facts({ children }: { children: ComponentChildren }): JSX.Element {
  return <dl class="facts">{children}</dl>;
}

export function Fact(props: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
