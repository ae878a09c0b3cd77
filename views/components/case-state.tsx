import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Drawing, trusted } from '../trusted-html.tsx';
import { Moment } from './moment.tsx';

/** 1 accepted, 2 in progress, 3 done. */
export type State = 1 | 2 | 3;

const steps = [1, 2, 3] as const satisfies State[];

const drawings = {
  past: trusted`<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.4"/><path d="M7.6 12.4l3.2 3.2 5.6-6.4" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>`,
  now: trusted`<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.4"/><circle cx="12" cy="12" r="4.6" fill="currentColor"/>`,
  ahead: trusted`<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 3"/>`,
};

/** Done is done: the last step is never one that still goes on. */
const standing = (step: State, state: State) =>
  step < state || state === 3 ? 'past' : step === state ? 'now' : 'ahead';

/** The state in words and as a step of three: for lists. */
export function CaseState({ frame, state }: { frame: PageFrame; state: State }): JSX.Element {
  const { cases } = sentences(frame.lang).account;
  const kind = state === 3 ? 'past' : 'now';
  return (
    <span class={`state case-state case-${kind}`}>
      <Drawing of={drawings[kind]} name={kind} />
      <span>
        <span class="strong">{cases.states[state]}</span> {cases.step(state)}
      </span>
    </span>
  );
}

export interface CaseStepsProps {
  frame: PageFrame;
  state: State;
  /** When each step was reached, as far as it is known. */
  reached: Partial<Record<State, Date>>;
}

/** The three steps of every case, with the one reached; in words, then in shape, colour last. */
export function CaseSteps({ frame, state, reached }: CaseStepsProps): JSX.Element {
  const { cases, oneCase } = sentences(frame.lang).account;
  return (
    <ol class="steps" aria-label={oneCase.steps}>
      {steps.map((step) => {
        const kind = standing(step, state);
        const since = reached[step];
        return (
          <li
            key={step}
            class={`step step-${kind} case-${kind}`}
            aria-current={step === state ? 'step' : undefined}
          >
            <Drawing of={drawings[kind]} name={kind} />
            <p>
              <span class="strong">
                {kind === 'ahead' ? oneCase.ahead[step] : cases.states[step]}
              </span>
              {step === state && <span class="tag">{oneCase.here}</span>}
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
