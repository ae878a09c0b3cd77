import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { type PickerSource, SourceRow } from '../components/source-row.tsx';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

export type NamedSource = PickerSource & { department?: string };

export interface TopProps {
  frame: PageFrame;
  /** What there is besides. */
  groups: { departments: { sources: PickerSource[] }[] }[];
  /** All of it stands on this page. */
  few: boolean;
  /** What the service proposes. */
  hinted?: NamedSource;
  /** It proposes something that is not to be had here. */
  hint_unusable?: boolean;
  last_used?: NamedSource;
  /** What would do where what stands on top does not. */
  instead?: NamedSource[];
  needed_level?: number;
  action: string;
  /** Where it is posted that the last one used is to be forgotten. */
  forget?: string;
  local: boolean;
}

/** What the service proposes and what was used last; where neither works, what does. */
export function OnTop(props: TopProps): JSX.Element {
  const { frame, action, hinted, last_used, instead = [], forget, needed_level, few } = props;
  const t = sentences(frame.lang);
  const top = hinted ?? last_used;
  return (
    <>
      {props.hint_unusable && (
        <p class="note" role="status">
          {t.picker.hint_unusable}
        </p>
      )}
      {top && (top.health === 'down' || top.health === 'paused') && (
        <p class="note" role="status">
          {t.picker[`${top.health}_use`](top.account_word, t.site.list(insteadOf(props)))}
        </p>
      )}
      {hinted && <Proposal {...props} id="hinted" title={t.picker.hinted} sources={[hinted]} />}
      {last_used && (
        <Proposal {...props} id="last-used" title={t.picker.last_used} sources={[last_used]} />
      )}
      {last_used && forget && (
        <PostForm frame={frame} action={forget} class="aside-form">
          <button type="submit" class="button button-quiet" aria-describedby="forget-hint">
            {t.picker.forget}
          </button>
          <p class="hint" id="forget-hint">
            {t.picker.forget_hint}
          </p>
        </PostForm>
      )}
      {!few && instead.length > 0 && (
        <Proposal
          {...{ frame, action, needed_level }}
          id="instead"
          title={t.picker.instead}
          sources={instead}
        />
      )}
    </>
  );
}

function Proposal(props: {
  frame: PageFrame;
  action: string;
  id: string;
  title: string;
  sources: NamedSource[];
  needed_level?: number | undefined;
}): JSX.Element {
  const { frame, action, id, title, sources, needed_level } = props;
  return (
    <PostForm frame={frame} action={action} class="sources">
      <h2 id={id}>{title}</h2>
      <ul aria-labelledby={id}>
        {sources.map((source) => (
          <SourceRow
            key={source.id}
            frame={frame}
            source={source}
            department={source.department}
            needed_level={needed_level}
            first
          />
        ))}
      </ul>
    </PostForm>
  );
}

/** So many ways are named where the usual one does not answer. */
const NAMED = 3;

/** What the accounts are called that work now and reach far enough, for somebody whose usual one does not. */
function insteadOf({ frame, groups, local, instead, needed_level = 0 }: TopProps): string[] {
  const near = instead?.length
    ? instead
    : groups.flatMap(({ departments }) => departments).flatMap(({ sources }) => sources);
  const words = near
    .filter(({ health, reach }) => health === 'ok' && reach >= needed_level)
    .map(({ account_word }) => account_word);
  const ours = local ? [sentences(frame.lang).picker.local] : [];
  return [...new Set([...words.slice(0, NAMED - ours.length), ...ours])];
}
