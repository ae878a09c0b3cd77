import type { ComponentChildren, JSX } from 'preact';
import { Drawing, trusted } from '../trusted-html.tsx';

const drawings = {
  ok: trusted`<path d="M5 12.5l4.5 4.5L19 7.5" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>`,
  waiting: trusted`<circle cx="12" cy="12" r="8.4" fill="none" stroke="currentColor" stroke-width="2.2"/><path d="M12 7.4V12l3 2" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>`,
  warning: trusted`<path d="M12 3.5l9.2 16.2H2.8z" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round"/><path d="M12 9.5v5M12 17v.4" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/>`,
  neutral: trusted`<path d="M6 12h12" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/>`,
  failed: trusted`<path d="M6.5 6.5l11 11M17.5 6.5l-11 11" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>`,
};

export type StateKind = keyof typeof drawings;

/** A state as words with a shape, never colour alone. */
export function StateWords(props: { kind: StateKind; children: ComponentChildren }): JSX.Element {
  return (
    <span class={`state state-${props.kind}`}>
      <Drawing of={drawings[props.kind]} name={props.kind} />
      <span>{props.children}</span>
    </span>
  );
}
