import type { JSX } from 'preact';
import { Leave, PostForm } from '../components/form.tsx';
import { type PickerSource, SourceRow } from '../components/source-row.tsx';
import type { Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

/** One way to sign in; names are already in the reader's language. */
export type { PickerSource };

export interface PickerDepartment {
  name: string;
  sources: PickerSource[];
}

export interface PickerGroup {
  region: string;
  departments: PickerDepartment[];
}

export interface PickerProps {
  frame: PageFrame;
  groups: PickerGroup[];
  last_used?: PickerSource & { department?: string };
  /** What the service needs; said on top, and beside every way that does not reach it. */
  needed_level?: number;
  /** What was searched for (GET, field `q`, on the page's own path). */
  query?: string;
  /** Where `source` and `_csrf` are posted. */
  action: string;
  /** Offer the account of Songhua itself, as `source=local`. */
  local: boolean;
  error?: Trouble;
  /** Where a code on paper from a counter is typed. */
  paper?: string;
  /** Where to post in order to go back to the service without signing in. */
  leave?: string;
}

/** So many sources fit on a screen or two of a phone. */
const FEW = 8;

/** "Which account do you want to use?" The last one used, then search, then the plain list. */
export function PickerPage(props: PickerProps): JSX.Element {
  const { frame, groups, last_used, needed_level, query, action, local } = props;
  const t = sentences(frame.lang);
  const count = groups.flatMap((group) => group.departments).flatMap((one) => one.sources).length;
  const localSource: PickerSource = {
    id: 'local',
    name: t.picker.local_hint,
    account_word: t.picker.local,
    health: 'ok',
    reach: 2,
  };
  // What is seen whole needs no search first: then the ways come before it.
  const few = count <= FEW && !query;
  const search = (count > 0 || query) && <Search frame={frame} query={query} count={count} />;
  return (
    <Layout
      frame={frame}
      title={t.picker.title}
      trouble={Boolean(props.error)}
      above={<TroubleSummary frame={frame} trouble={props.error} />}
    >
      <p class="lead">{t.picker.intro}</p>
      {needed_level !== undefined && (
        <p class="note">
          {t.picker.needed(t.levels.name(needed_level), t.levels.short[needed_level] ?? '')}
        </p>
      )}
      {last_used?.health === 'down' && !query && (
        <p class="note" role="status">
          {t.picker.down_use(last_used.account_word, t.site.list(insteadOf(props)))}
        </p>
      )}
      {last_used && !query && (
        <PostForm frame={frame} action={action} class="sources">
          <h2 id="last-used">{t.picker.last_used}</h2>
          <ul aria-labelledby="last-used">
            <SourceRow
              frame={frame}
              source={last_used}
              department={last_used.department}
              needed_level={needed_level}
              first
            />
          </ul>
        </PostForm>
      )}
      {!few && search}
      {count === 0 && !query && !local && (
        <Nothing what={t.picker.none} hint={t.picker.none_hint} />
      )}
      <PostForm frame={frame} action={action} class="sources">
        {groups.map((group, index) => (
          <section key={group.region} aria-labelledby={`region-${index}`}>
            <h2 id={`region-${index}`}>{group.region}</h2>
            <ul>
              {group.departments.flatMap((department) =>
                department.sources.map((source) => (
                  <SourceRow
                    key={source.id}
                    frame={frame}
                    source={source}
                    department={department.name}
                    needed_level={needed_level}
                  />
                )),
              )}
            </ul>
          </section>
        ))}
        {local && !query && (
          <section aria-labelledby="region-local">
            <h2 id="region-local">{t.picker.other}</h2>
            <ul>
              <SourceRow frame={frame} source={localSource} needed_level={needed_level} />
            </ul>
          </section>
        )}
      </PostForm>
      {few && search}
      {props.paper && (
        <p class="aside">
          <a href={props.paper}>{t.recovery.paper.way}</a>
        </p>
      )}
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}

/** So many ways are named where the usual one does not answer; all of them stand below. */
const NAMED = 3;

/** What the accounts are called that work now and reach far enough, for somebody whose usual one does not. */
function insteadOf({ frame, groups, local, needed_level = 0 }: PickerProps): string[] {
  const words = groups
    .flatMap(({ departments }) => departments)
    .flatMap(({ sources }) => sources)
    .filter(({ health, reach }) => health === 'ok' && reach >= needed_level)
    .map(({ account_word }) => account_word);
  const ours = local ? [sentences(frame.lang).picker.local] : [];
  return [...new Set([...words.slice(0, NAMED - ours.length), ...ours])];
}

function Search(props: { frame: PageFrame; query?: string; count: number }): JSX.Element {
  const { frame, query, count } = props;
  const t = sentences(frame.lang);
  const [path] = frame.path.split('?');
  return (
    <search class="search">
      <form method="get" action={path}>
        <label for="q">{t.picker.search}</label>
        <p class="hint" id="q-hint">
          {t.picker.search_hint}
        </p>
        <div class="search-line">
          <input
            id="q"
            name="q"
            type="search"
            value={query}
            maxLength={60}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="q-hint"
          />
          <button type="submit" class="button button-second">
            {t.picker.search_button}
          </button>
        </div>
      </form>
      {query && (
        <p class="found" role="status">
          {count > 0 ? t.picker.found(count, query) : t.picker.found_none(query)}
          {count === 0 && <span>{t.picker.found_none_hint}</span>}
          <a href={path}>{t.picker.search_clear}</a>
        </p>
      )}
    </search>
  );
}

function Nothing({ what, hint }: { what: string; hint: string }): JSX.Element {
  return (
    <div class="note">
      <p class="strong">{what}</p>
      <p>{hint}</p>
    </div>
  );
}
