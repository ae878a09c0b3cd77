import type { JSX } from 'preact';
import { dayWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { DepartmentActs } from './departments-acts.tsx';
import { nodeHref, type ShownNode } from './departments-node.ts';
import { Fact, Facts, Table } from './table.tsx';

export interface DepartmentProps {
  frame: ConsoleFrame;
  node: ShownNode;
  /** From the province down; those that the person may not open have no address. */
  way: readonly { name: Words; href?: string }[];
  into?: { name: Words; href?: string } | undefined;
  hangs: readonly (keyof ReturnType<typeof words>['hanging'])[];
  below: readonly ShownNode[];
  next?: string | undefined;
  was: readonly {
    until_by: keyof ReturnType<typeof words>['until_by'];
    names: Words;
    gb_code: string | null;
    from_at: Date | null;
    until_at: Date;
    dated: 'day' | 'year';
  }[];
  may: { change: boolean; move: boolean };
}

const words = (lang: Lang) => sentences(lang).console.departments;

/** One region or department: where it stands, what stands below it, what it was, what can be done. */
export function DepartmentPage(props: DepartmentProps): JSX.Element {
  const { frame, node, way, into, hangs, may } = props;
  const t = words(frame.lang);
  const name = inWords(node.names, frame.lang);
  return (
    <ConsolePage frame={frame} section="departments" title={name}>
      <nav aria-label={t.way}>
        <ol class="way">
          {way.map((step) => (
            <li key={step.href}>
              <Linked {...step} lang={frame.lang} />
            </li>
          ))}
        </ol>
      </nav>
      <Facts>
        <Fact name={t.code}>{node.code}</Fact>
        <Fact name={t.kind}>{t.kinds[node.kind]}</Fact>
        {node.level && <Fact name={t.level}>{t.levels[node.level]}</Fact>}
        {node.gb_code && <Fact name={t.gb_code}>{node.gb_code}</Fact>}
        <Fact name={t.state}>
          <NodeState frame={frame} state={node.state} />
        </Fact>
        {into && (
          <Fact name={t.into}>
            <Linked {...into} lang={frame.lang} />
          </Fact>
        )}
        <Fact name={t.hangs}>
          {hangs.length === 0 ? t.hangs_none : hangs.map((what) => t.hanging[what]).join(' · ')}
        </Fact>
      </Facts>
      <h2>{t.below}</h2>
      <Below {...props} />
      {(may.change || may.move) && <DepartmentActs frame={frame} node={node} may={may} />}
      <h2>{t.was}</h2>
      <Was {...props} />
    </ConsolePage>
  );
}

function Linked({ name, href, lang }: { name: Words; href?: string; lang: Lang }): JSX.Element {
  const text = inWords(name, lang);
  return href ? <a href={href}>{text}</a> : <span>{text}</span>;
}

export function NodeState({
  frame,
  state,
}: {
  frame: ConsoleFrame;
  state: ShownNode['state'];
}): JSX.Element {
  const kind = state === 'open' ? 'ok' : state === 'merged' ? 'warning' : 'failed';
  return <StateWords kind={kind}>{words(frame.lang).states[state]}</StateWords>;
}

function Below({ frame, node, below, next }: DepartmentProps): JSX.Element {
  const t = words(frame.lang);
  return (
    <>
      <Table
        frame={frame}
        caption={t.below}
        empty={t.below_none}
        columns={[t.name, t.code, t.kind, t.gb_code, t.state].map((title) => ({
          title,
          number: false,
        }))}
        rows={below.map((child) => ({
          href: nodeHref(child.code),
          cells: [
            inWords(child.names, frame.lang),
            child.code,
            child.level ? t.levels[child.level] : t.kinds[child.kind],
            child.gb_code ?? '',
            <NodeState key="state" frame={frame} state={child.state} />,
          ],
        }))}
      />
      {next && (
        <p>
          <a href={`${nodeHref(node.code)}?after=${next}`} rel="next">
            {sentences(frame.lang).console.table.next}
          </a>
        </p>
      )}
    </>
  );
}

function Was({ frame, was }: DepartmentProps): JSX.Element {
  const t = words(frame.lang);
  const on = (at: Date | null, dated: 'day' | 'year') => {
    if (at === null) return t.not_known;
    if (dated === 'year') return t.year(new Date(at.getTime() + 8 * 3_600_000).getUTCFullYear());
    return dayWords(at, frame.lang);
  };
  return (
    <Table
      frame={frame}
      caption={t.was}
      empty={t.was_none}
      columns={[t.name, t.gb_code, t.from, t.until, t.state].map((title) => ({
        title,
        number: false,
      }))}
      rows={was.map((before) => ({
        cells: [
          inWords(before.names, frame.lang),
          before.gb_code ?? '',
          on(before.from_at, before.dated),
          on(before.until_at, before.dated),
          t.until_by[before.until_by],
        ],
      }))}
    />
  );
}
