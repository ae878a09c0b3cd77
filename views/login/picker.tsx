import type { JSX } from 'preact';
import { Find } from '../components/find.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { More, type Place, Regions, Trail } from '../components/regions.tsx';
import { type PickerSource, SourceRow } from '../components/source-row.tsx';
import type { Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { type NamedSource, OnTop, type TopProps } from './picker-top.tsx';

/** One way to sign in; names are already in the reader's language. */
export type { NamedSource, PickerSource };

export interface PickerDepartment {
  name: string;
  sources: PickerSource[];
}

export interface PickerGroup {
  region: string;
  departments: PickerDepartment[];
}

/** A region below the one that is looked at. */
export interface PickerRegion extends Place {
  count: number;
  /** How many of them work and reach far enough. */
  enough: number;
}

export interface PickerProps extends Omit<TopProps, 'few'> {
  frame: PageFrame;
  groups: PickerGroup[];
  /** From the province to the region that is looked at. */
  trail?: Place[];
  regions?: PickerRegion[];
  /** How many answer, where `groups` are not all of them. */
  count?: number;
  next?: number;
  /** What the service needs; said on top, and beside every way that does not reach it. */
  needed_level?: number;
  /** What was searched for (GET, field `q`). */
  query?: string;
  /** Where this page is looked at with `q`, `region` and `from`; its own address unless said. */
  path?: string;
  /** Where `source` and `_csrf` are posted. */
  action: string;
  /** Offer the account of Songhua itself, as `source=local`. */
  local: boolean;
  error?: Trouble;
  /** Where a code on paper from a counter is typed. */
  paper?: string;
  /** Where a forgotten password is recovered. */
  recover?: string;
  /** Where newcomers begin (POST); null: only at a counter; absent: this service takes none. */
  newcomers?: string | null | undefined;
  /** Where to post in order to go back to the service without signing in. */
  leave?: string;
}

/** So many sources fit on a screen or two of a phone. */
const FEW = 8;

/** "Which account do you want to use?" The last one used, then search, then the plain list. */
export function PickerPage(props: PickerProps): JSX.Element {
  const { frame, groups, needed_level, query, action, local, regions = [], trail = [] } = props;
  const t = sentences(frame.lang);
  const [own = ''] = frame.path.split('?');
  const { path = own } = props;
  const shown = groups.flatMap((group) => group.departments).flatMap((one) => one.sources).length;
  const { count = shown } = props;
  const localSource: PickerSource = {
    id: 'local',
    name: t.picker.local_hint,
    account_word: t.picker.local,
    health: 'ok',
    reach: 2,
  };
  // What is seen whole needs no search first: then the ways come before it.
  const few = count <= FEW && !query && trail.length === 0;
  const search = (count > 0 || query) && (
    <Find frame={frame} path={path} query={query} count={count} />
  );
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
      {!query && <OnTop {...props} few={few} />}
      {!few && search}
      {count === 0 && !query && !local && (
        <Nothing what={t.picker.none} hint={t.picker.none_hint} />
      )}
      {!query && <Trail frame={frame} path={path} trail={trail} />}
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
                    quiet={!few}
                  />
                )),
              )}
            </ul>
          </section>
        ))}
        {local && !query && few && <Local frame={frame} {...{ localSource, needed_level }} />}
      </PostForm>
      <More frame={frame} path={path} next={props.next} query={query} region={trail.at(-1)?.code} />
      {!query && (
        <Regions
          frame={frame}
          path={path}
          regions={regions.map(({ count, enough, ...place }) => ({
            ...place,
            said:
              needed_level === undefined
                ? t.picker.region_count(count)
                : t.picker.region_enough(count, enough),
          }))}
        />
      )}
      {local && !query && !few && (
        <PostForm frame={frame} action={action} class="sources">
          <Local frame={frame} {...{ localSource, needed_level }} />
        </PostForm>
      )}
      {few && search}
      {props.newcomers !== undefined && !query && (
        <Newcomers frame={frame} action={props.newcomers} />
      )}
      {props.recover && (
        <p class="aside">
          <a href={props.recover}>{t.recovery.recover.way}</a>
        </p>
      )}
      {props.paper && (
        <p class="aside">
          <a href={props.paper}>{t.recovery.paper.way}</a>
        </p>
      )}
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}

function Local(props: {
  frame: PageFrame;
  localSource: PickerSource;
  needed_level: number | undefined;
}): JSX.Element {
  const { frame, localSource, needed_level } = props;
  return (
    <section aria-labelledby="region-local">
      <h2 id="region-local">{sentences(frame.lang).picker.other}</h2>
      <ul>
        <SourceRow frame={frame} source={localSource} needed_level={needed_level} />
      </ul>
    </section>
  );
}

/** For somebody without any of these accounts. */
function Newcomers(props: { frame: PageFrame; action: string | null }): JSX.Element {
  const { frame, action } = props;
  const t = sentences(frame.lang).newcomers;
  if (action === null) return <p class="hint">{t.way_none}</p>;
  return (
    <PostForm frame={frame} action={action} class="aside-form">
      <button type="submit" class="button button-second">
        {t.way}
      </button>
    </PostForm>
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
