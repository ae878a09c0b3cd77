import type { ComponentChildren, JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { ConsoleFrame } from './console.tsx';

export interface ActProps {
  frame: ConsoleFrame;
  /** Unique on the page; the ids of the fields begin with it. */
  id: string;
  action: string;
  title: string;
  /** What it does, and what cannot be undone. */
  what: string;
  button: string;
  /** A reason is asked for: goes into the trail, and before the second person. */
  reason?: boolean;
  /** What has to be typed before it is done: the name of the thing. */
  named?: string;
  /** Ends something for people. */
  danger?: boolean;
  children?: ComponentChildren;
}

/** One act on the thing of this page, folded until it is wanted. Works without scripts. */
export function Act(props: ActProps): JSX.Element {
  const { frame, id, action, title, what, button, reason, named, danger, children } = props;
  const t = sentences(frame.lang).console.acts;
  return (
    <details class="act" id={id}>
      <summary>{title}</summary>
      <p>{what}</p>
      <PostForm frame={frame} action={action}>
        {children}
        {reason && (
          <div class="field">
            <label for={`${id}-reason`}>{t.reason}</label>
            <p class="hint" id={`${id}-reason-hint`}>
              {t.reason_hint}
            </p>
            <textarea
              id={`${id}-reason`}
              name="reason"
              rows={3}
              maxLength={500}
              required
              aria-describedby={`${id}-reason-hint`}
            />
          </div>
        )}
        {named && (
          <div class="field">
            <label for={`${id}-named`}>{t.named(named)}</label>
            <input
              id={`${id}-named`}
              name="named"
              type="text"
              maxLength={200}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              required
            />
          </div>
        )}
        <button type="submit" class={danger ? 'button button-danger' : 'button'}>
          {button}
        </button>
      </PostForm>
    </details>
  );
}
