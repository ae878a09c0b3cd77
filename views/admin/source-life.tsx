import type { JSX } from 'preact';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import type { ConsoleFrame } from './console.tsx';
import { Choice, LongInput } from './inputs.tsx';
import { Fact, Facts } from './table.tsx';

export type State = 'draft' | 'test' | 'shadow' | 'live' | 'paused' | 'retired';

/** Where a source stands in its life, beside its state. */
export interface LifeShown {
  /** States that it may be moved to. */
  steps: readonly State[];
  /** How many accounts were named for its test. */
  testers: number;
  /** Absent while they are fewer than `compared_from`. */
  compared: Record<'same' | 'other' | 'nobody' | 'conflict', number> | undefined;
  compared_from: number;
  /** Where whoever is signed in helps to compare. */
  invitation: string;
}

/** What its state brings with it, and the steps that may be asked for. */
export function Life(
  props: LifeShown & { frame: ConsoleFrame; id: string; state: State; may_ask: boolean },
): JSX.Element {
  const { frame, id, state, steps, testers, compared, compared_from, invitation, may_ask } = props;
  const t = sentences(frame.lang).console.sources;
  const outcomes = ['same', 'other', 'nobody', 'conflict'] as const;
  return (
    <>
      {state === 'shadow' && (
        <>
          <h2>{t.compared_title}</h2>
          <Facts>
            {compared ? (
              outcomes.map((one) => (
                <Fact key={one} name={t.compared[one]}>
                  {compared[one]}
                </Fact>
              ))
            ) : (
              <Fact name={t.compared_title}>{t.compared_few(compared_from)}</Fact>
            )}
            <Fact name={t.invite}>{invitation}</Fact>
          </Facts>
        </>
      )}
      {state === 'test' && (
        <p class="note">{t.testers_way(sentences(frame.lang).picker.search, id)}</p>
      )}
      {may_ask && (state === 'draft' || state === 'test') && (
        <Act
          frame={frame}
          id="testers"
          action={`/admin/sources/${id}/testers`}
          title={`${t.testers} · ${testers}`}
          what={t.testers_what}
          button={t.testers_save}
        >
          <LongInput id="testers-list" name="testers" label={t.testers} maxLength={20_000} />
        </Act>
      )}
      {may_ask && steps.length > 0 && (
        <Act
          frame={frame}
          id="move"
          action={`/admin/sources/${id}/move`}
          title={t.move}
          what={t.move_what}
          button={t.move}
          reason
        >
          <Choice
            id="move-to"
            name="to"
            label={t.columns.state}
            options={steps.map((one) => ({ value: one, label: t.states[one] }))}
          />
        </Act>
      )}
    </>
  );
}
