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
  health: 'ok' | 'down' | 'not_open';
  /** The level (0 to 4) that a sign-in through it can reach. */
  reach: number;
  note?: string;
}

const stateOf = { ok: 'ok', down: 'warning', not_open: 'waiting' } as const;

interface SourceRowProps {
  frame: PageFrame;
  source: PickerSource;
  department?: string;
  needed_level?: number;
  /** The one on top, as the page's first proposal. */
  first?: boolean;
}

/** One way to sign in, pressed as a whole: the account as its department calls it, then whose it is. */
export function SourceRow(props: SourceRowProps): JSX.Element {
  const { frame, source, department, needed_level, first } = props;
  const t = sentences(frame.lang);
  const short = needed_level !== undefined && source.reach < needed_level;
  const owner = [...new Set([department, source.name])]
    .filter((name) => name && name !== source.account_word)
    .join(' · ');
  return (
    <li>
      <button
        type="submit"
        name="source"
        value={source.id}
        class={first ? 'source source-first' : 'source'}
      >
        <span class="source-account">{source.account_word}</span>
        {owner && <span class="source-owner">{owner}</span>}
        {source.note && <span class="source-owner">{source.note}</span>}
        {source.id !== 'local' && (
          <StateWords kind={stateOf[source.health]}>{t.picker[source.health]}</StateWords>
        )}
        {short && (
          <StateWords kind="warning">{t.picker.reach_low(t.levels.name(source.reach))}</StateWords>
        )}
        {needed_level !== undefined && !short && (
          <StateWords kind="ok">
            {t.picker.reach(t.levels.name(source.reach), t.levels.short[source.reach] ?? '')}
          </StateWords>
        )}
      </button>
    </li>
  );
}
