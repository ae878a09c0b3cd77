import type { ComponentChildren, JSX } from 'preact';
import { againAt } from '../components/again.tsx';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Input, LongInput } from './inputs.tsx';

export interface ActProps {
  frame: PageFrame;
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
    <details class="act" id={id} open={againAt(frame, action, id) !== undefined}>
      <summary>{title}</summary>
      <p>{what}</p>
      <PostForm frame={frame} action={action} name={id}>
        {children}
        {reason && (
          <LongInput
            id={`${id}-reason`}
            name="reason"
            label={t.reason}
            hint={t.reason_hint}
            maxLength={500}
          />
        )}
        {named && (
          <Input id={`${id}-named`} name="named" label={t.named(named)} maxLength={200} required />
        )}
        <button type="submit" class={danger ? 'button button-danger' : 'button'}>
          {button}
        </button>
      </PostForm>
    </details>
  );
}
