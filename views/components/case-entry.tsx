import type { JSX } from 'preact';
import { casePath } from '../account/paths.ts';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { CaseState, type Ending, type State } from './case-state.tsx';
import { momentWords } from './moment.tsx';
import { Theirs } from './theirs.tsx';

/** One case in a list. */
export interface CaseLine {
  id: string;
  matter: string;
  department: Words | string;
  state: State;
  ending?: Ending;
  /** The department's own words for where it stands; empty when it gave none. */
  status_text: string;
  /** When it came to stand so, by the department's clock. */
  state_at: Date;
  /** The name of the enterprise that the person acted for. */
  organisation?: string;
  /** It was opened at a counter, not on the net. */
  at_counter: boolean;
}

/** What, where it stands, with whom; the matter leads to the whole of it. */
export function CaseEntry({ frame, line }: { frame: PageFrame; line: CaseLine }): JSX.Element {
  const { site, account } = sentences(frame.lang);
  const t = account.cases;
  return (
    <li class="entry">
      <div>
        <a href={casePath(line.id)} class="case-link">
          <span class="clipped">
            <Theirs text={line.matter} />
          </span>
        </a>
        <p class="case-line">
          <CaseState frame={frame} state={line.state} ending={line.ending} />
          {line.at_counter && <span class="tag">{t.counter}</span>}
        </p>
        {line.organisation && (
          <p>
            {t.on_behalf}
            {site.separator}
            <Theirs text={line.organisation} />
          </p>
        )}
        {line.status_text && (
          <p class="clipped">
            “<Theirs text={line.status_text} />”
          </p>
        )}
        <p class="soft">
          <bdi class="clipped">{inWords(line.department, frame.lang)}</bdi>
          {t.since(momentWords(line.state_at, frame.lang))}
        </p>
      </div>
    </li>
  );
}
