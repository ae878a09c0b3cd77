import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Drawing, type Trusted, trusted } from '../trusted-html.tsx';
import { Moment } from './moment.tsx';

/** 1 accepted, 2 in progress, 3 done. */
export type State = 1 | 2 | 3;

const steps = [1, 2, 3] as const satisfies State[];

type Kind = 'past' | 'now' | 'ahead';

const drawings = {
  past: trusted`<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.4"/><path d="M7.6 12.4l3.2 3.2 5.6-6.4" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>`,
  now: trusted`<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.4"/><circle cx="12" cy="12" r="4.6" fill="currentColor"/>`,
  ahead: trusted`<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 3"/>`,
} satisfies Record<Kind, Trusted>;

/** How a case that is over came to its end. */
export type Ending = 'done' | 'withdrawn';

/** The state in words and as a step of three: for lists. */
export function CaseState(props: { frame: PageFrame; state: State; ending?: Ending }): JSX.Element {
  const { frame, state, ending } = props;
  const { cases, oneCase } = sentences(frame.lang).account;
  const kind = state === 3 ? 'past' : 'now';
  const over = ending === 'withdrawn' ? oneCase.events.withdrawn : cases.states[3];
  return (
    <span class={`state case-state case-${kind}`}>
      <Drawing of={drawings[kind]} name={kind} />
      <span>{state === 3 ? over : cases.step(cases.states[state], state)}</span>
    </span>
  );
}

export interface CaseStepsProps {
  frame: PageFrame;
  state: State;
  ending?: Ending;
  /** When each step was reached, as far as it is known. */
  reached: Partial<Record<State, Date>>;
}

/** The three steps of every case, with the one reached; in words, then in shape, colour last. */
export function CaseSteps({ frame, state, ending, reached }: CaseStepsProps): JSX.Element {
  const { cases, oneCase } = sentences(frame.lang).account;
  const words = (step: State, kind: Kind) => {
    if (kind === 'now') return cases.states[step];
    if (kind === 'ahead') return oneCase.ahead[step];
    return step === 3 && ending === 'withdrawn' ? oneCase.events.withdrawn : oneCase.past[step];
  };
  return (
    <ol class="steps" aria-label={oneCase.steps}>
      {steps.map((step) => {
        const since = reached[step];
        // What was withdrawn at once was never worked on.
        const skipped = step === 2 && ending === 'withdrawn' && !since;
        const kind = skipped ? 'ahead' : standing(step, state);
        return (
          <li
            key={step}
            class={`step step-${kind} case-${kind}`}
            aria-current={step === state ? 'step' : undefined}
          >
            <Drawing of={drawings[kind]} name={kind} />
            <p>
              <span class="strong">{words(step, kind)}</span>
              {kind === 'now' && <span class="tag">{oneCase.here}</span>}
              {since && kind !== 'ahead' && (
                <span class="soft">
                  <Moment at={since} lang={frame.lang} />
                </span>
              )}
            </p>
          </li>
        );
      })}
    </ol>
  );
}

/** What is done is over: the last step never goes on. */
function standing(step: State, state: State): Kind {
  if (step < state || state === 3) return 'past';
  return step === state ? 'now' : 'ahead';
}
