import type { ComponentChildren, JSX } from 'preact';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { ConsoleFrame } from './console.tsx';

/** One identity as staff may see it: masked, and what its value is worth. */
export interface SideProps {
  id: string;
  state: 'active' | 'suspended' | 'closed' | 'absorbed';
  masked_name: string;
  level: number;
  created_at: Date;
  last_used_at?: Date | undefined;
  documents: { type: string; masked: string; standing: 'claimed' | 'owned' }[];
  phones: { masked: string; proved_at: Date | null; from_at: Date }[];
  evidence: {
    method: string;
    authority: Words | string;
    level: number;
    at: Date;
    counts: boolean;
  }[];
  links: {
    id: string;
    source: Words | string;
    bound_level: number;
    last_used_at: Date;
    suspended: boolean;
  }[];
  password: boolean;
  cases: number;
  proposed?: 'level' | 'numbers' | 'older' | undefined;
}

type Sameness = 'same' | 'different' | 'unknown';

export interface ComparedProps {
  name: Sameness;
  birthdate: Sameness;
  gender: Sameness;
  documents: { type: string; is: Sameness }[];
  phone: Sameness;
}

const shapes = { same: 'ok', different: 'failed', unknown: 'waiting' } as const;

/** Both next to each other, a line for each fact; what differs is said in words and with a shape. */
export function Sides(props: {
  frame: ConsoleFrame;
  sides: readonly SideProps[];
  is: ComparedProps | undefined;
}): JSX.Element {
  const { frame, sides, is } = props;
  const { lang } = frame;
  const all = sentences(lang);
  const t = all.console.conflicts;
  const heads = [
    [t.one, t.came],
    [t.other, t.there],
  ];
  const line = (title: string, of: (side: SideProps) => ComponentChildren, same?: Sameness) => (
    <tr>
      <th scope="row">{title}</th>
      {sides.map((side) => (
        <td key={side.id}>{of(side)}</td>
      ))}
      {is && <td>{same && <StateWords kind={shapes[same]}>{t[same]}</StateWords>}</td>}
    </tr>
  );
  const types = is
    ? is.documents
    : [...new Set(sides.flatMap(({ documents }) => documents.map(({ type }) => type)))].map(
        (type) => ({ type, is: undefined }),
      );
  return (
    // A region that scrolls has to be reachable by the keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section class="table-scroll" aria-label={t.sides} tabIndex={0}>
      <table class="table">
        <caption class="unseen">{t.sides}</caption>
        <thead>
          <tr>
            <td />
            {sides.map((side, at) => (
              <th key={side.id} scope="col">
                {heads[at]?.[0]}
                <br />
                <span class="soft">{heads[at]?.[1]}</span>
              </th>
            ))}
            {is && <th scope="col">{t.is}</th>}
          </tr>
        </thead>
        <tbody>
          {line(
            t.rows.name,
            (side) => (
              <bdi>{side.masked_name || t.none}</bdi>
            ),
            is?.name,
          )}
          {types.map(({ type, is: same }) =>
            line(
              all.documents[type] ?? all.documents.other,
              (side) => <Documents frame={frame} side={side} type={type} />,
              same,
            ),
          )}
          {is && line(t.rows.birthdate, () => t.hidden, is.birthdate)}
          {is && line(t.rows.gender, () => t.hidden, is.gender)}
          {line(
            t.rows.phone,
            (side) => (
              <Phones frame={frame} side={side} />
            ),
            is?.phone,
          )}
          {line(t.rows.level, (side) => (
            <>
              {all.levels.name(side.level)}
              {side.proposed && (
                <>
                  <br />
                  <StateWords kind="ok">{t.proposed[side.proposed]}</StateWords>
                </>
              )}
            </>
          ))}
          {line(t.rows.evidence, (side) => (
            <Evidence frame={frame} side={side} />
          ))}
          {line(t.rows.links, (side) => (
            <Links frame={frame} side={side} />
          ))}
          {line(t.rows.password, (side) => (side.password ? t.password.yes : t.password.no))}
          {line(t.rows.last_used, (side) =>
            side.last_used_at ? momentWords(side.last_used_at, lang) : t.none,
          )}
          {line(t.rows.created, (side) => momentWords(side.created_at, lang))}
          {line(t.rows.cases, (side) => t.cases(side.cases))}
          {line(t.rows.state, (side) => t.identity_states[side.state])}
        </tbody>
      </table>
    </section>
  );
}

interface Cell {
  frame: ConsoleFrame;
  side: SideProps;
}

/** Several facts in one cell, a line each. */
function Facts({ frame, lines }: { frame: ConsoleFrame; lines: readonly ComponentChildren[] }) {
  if (lines.length === 0) return <>{sentences(frame.lang).console.conflicts.none}</>;
  return (
    <ul class="gist">
      {lines.map((line, at) => (
        <li key={at}>{line}</li>
      ))}
    </ul>
  );
}

function Documents({ frame, side, type }: Cell & { type: string }): JSX.Element {
  const t = sentences(frame.lang).console.conflicts;
  const lines = side.documents
    .filter((one) => one.type === type)
    .map(({ masked, standing }) => (
      <>
        <bdi class="number">{masked}</bdi> <span class="soft">{t[standing]}</span>
      </>
    ));
  return <Facts frame={frame} lines={lines} />;
}

function Phones({ frame, side }: Cell): JSX.Element {
  const t = sentences(frame.lang).console.conflicts;
  const lines = side.phones.map(({ masked, proved_at, from_at }) => (
    <>
      <bdi class="number">{masked}</bdi>{' '}
      <span class="soft">
        {proved_at
          ? t.proved_at(momentWords(proved_at, frame.lang))
          : t.unproved(momentWords(from_at, frame.lang))}
      </span>
    </>
  ));
  return <Facts frame={frame} lines={lines} />;
}

function Evidence({ frame, side }: Cell): JSX.Element {
  const all = sentences(frame.lang);
  const t = all.console.conflicts;
  const lines = side.evidence.map(({ method, authority, level, at, counts }) => (
    <>
      {t.evidence(
        (t.methods as Record<string, string>)[method] ?? method,
        inWords(authority, frame.lang),
        all.levels.name(level),
      )}{' '}
      <span class="soft">{momentWords(at, frame.lang)}</span>
      {!counts && <StateWords kind="failed">{t.evidence_over}</StateWords>}
    </>
  ));
  return <Facts frame={frame} lines={lines} />;
}

function Links({ frame, side }: Cell): JSX.Element {
  const all = sentences(frame.lang);
  const t = all.console.conflicts;
  const lines = side.links.map((link) => (
    <>
      <bdi>{inWords(link.source, frame.lang)}</bdi>{' '}
      <span class="soft">
        {t.link(all.levels.name(link.bound_level))}
        <br />
        {t.last_use(momentWords(link.last_used_at, frame.lang))}
      </span>
      {link.suspended && <StateWords kind="warning">{t.suspended}</StateWords>}
    </>
  ));
  return <Facts frame={frame} lines={lines} />;
}
