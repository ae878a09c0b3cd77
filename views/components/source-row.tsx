import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { StateWords } from './state-words.tsx';

export interface PickerSource {
  /** Posted as `source`; `local` is the account of Songhua itself. */
  id: string;
  name: string;
  /** What the department calls its account: 公积金账号. */
  account_word: string;
  /** `paused`: switched off; it is shown, and nobody can choose it. */
  health: 'ok' | 'down' | 'not_open' | 'paused';
  /** The level (0 to 4) that a sign-in through it can reach. */
  reach: number;
  note?: string;
  /** Accounts that would do, where this one does not. */
  instead?: string[];
}

const stateOf = { ok: 'ok', down: 'warning', not_open: 'waiting', paused: 'waiting' } as const;

interface SourceRowProps {
  frame: PageFrame;
  source: PickerSource;
  department?: string;
  needed_level?: number;
  /** The one on top, as the page's first proposal. */
  first?: boolean;
  /** Among many: that all is well need not be said of each. */
  quiet?: boolean;
}

/** One way to sign in, pressed as a whole: the account as its department calls it, then whose it is. */
export function SourceRow(props: SourceRowProps): JSX.Element {
  const { source, first } = props;
  if (source.health === 'paused')
    return (
      <li>
        <div class="source source-off">
          <Inside {...props} />
        </div>
      </li>
    );
  return (
    <li>
      <button
        type="submit"
        name="source"
        value={source.id}
        class={first ? 'source source-first' : 'source'}
      >
        <Inside {...props} />
      </button>
    </li>
  );
}

function Inside({ frame, source, department, needed_level, quiet }: SourceRowProps): JSX.Element {
  const t = sentences(frame.lang);
  const short = needed_level !== undefined && source.reach < needed_level;
  const owner = [...new Set([department, source.name])]
    .filter((name) => name && name !== source.account_word)
    .join(' · ');
  const others = source.instead?.length ? t.site.list(source.instead) : undefined;
  const troubled =
    source.health === 'down' || source.health === 'paused' ? source.health : undefined;
  const said = troubled && others ? t.picker.instead_of[troubled](others) : t.picker[source.health];
  return (
    <>
      <span class="source-account">{source.account_word}</span>
      {owner && <span class="source-owner">{owner}</span>}
      {source.note && <span class="source-owner">{source.note}</span>}
      {source.id !== 'local' && !(quiet && source.health === 'ok') && (
        <StateWords kind={stateOf[source.health]}>{said}</StateWords>
      )}
      {source.health !== 'paused' && short && (
        <StateWords kind="warning">{t.picker.reach_low(t.levels.name(source.reach))}</StateWords>
      )}
      {source.health !== 'paused' && needed_level !== undefined && !short && (
        <StateWords kind="ok">
          {t.picker.reach(t.levels.name(source.reach), t.levels.short[source.reach] ?? '')}
        </StateWords>
      )}
    </>
  );
}
