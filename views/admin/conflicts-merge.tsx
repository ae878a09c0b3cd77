import type { JSX } from 'preact';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Fact, Facts } from './table.tsx';

export interface MergeProps {
  frame: ConsoleFrame;
  id: string;
  /** Short, to be typed: M17. */
  name: string;
  by: 'approval' | 'own';
  /** Of two members of staff. */
  asked_by?: string | undefined;
  decided_by?: string | undefined;
  reason: string | undefined;
  merged_at: Date;
  undone_at: Date | null;
  can_be_undone: boolean;
  may_settle: boolean;
}

/** One merge, on whose word, and the asking for its undoing. */
export function MergePage(props: MergeProps): JSX.Element {
  const { frame, id, name, by, merged_at, undone_at } = props;
  const t = sentences(frame.lang).console.conflicts.merges;
  return (
    <ConsolePage frame={frame} section="conflicts" title={t.one(name)}>
      <p>
        <a href="/admin/conflicts/merges">{t.title}</a>
      </p>
      <Facts>
        <Fact name={t.columns.at}>{momentWords(merged_at, frame.lang)}</Fact>
        <Fact name={t.columns.by}>{t.by[by]}</Fact>
        {props.asked_by && <Fact name={t.asked_by}>{props.asked_by}</Fact>}
        {props.decided_by && <Fact name={t.decided_by}>{props.decided_by}</Fact>}
        <Fact name={t.columns.reason}>{props.reason ?? t.own_reason}</Fact>
        <Fact name={t.columns.state}>
          <StateWords kind={undone_at ? 'failed' : 'ok'}>
            {undone_at ? t.states.undone : t.states.stands}
          </StateWords>
        </Fact>
        {undone_at && <Fact name={t.undone_at}>{momentWords(undone_at, frame.lang)}</Fact>}
      </Facts>
      {!undone_at && !props.can_be_undone && <p>{t.not_last}</p>}
      {props.may_settle && props.can_be_undone && (
        <Act
          frame={frame}
          id="undo"
          action={`/admin/conflicts/merges/${encodeURIComponent(id)}/unmerge`}
          title={t.undo}
          what={t.undo_what}
          button={t.undo_button}
          reason
          named={name}
          danger
        />
      )}
    </ConsolePage>
  );
}
