import type { ComponentChildren, JSX } from 'preact';
import { inWords, type PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { againAt, Typed } from './again.tsx';

interface PostFormProps {
  frame: PageFrame;
  action: string;
  /** Of several forms of a page that lead to one place: which of them. */
  name?: string;
  class?: string;
  /** It comes with a file. */
  files?: true;
  children: ComponentChildren;
}

/** A form of ours: posted, with the form token; the browser's own checks stay off, ours speak. */
export function PostForm(props: PostFormProps): JSX.Element {
  const { frame, action, name, children } = props;
  return (
    <form
      method="post"
      action={action}
      class={props.class}
      enctype={props.files && 'multipart/form-data'}
      noValidate
    >
      {frame.csrf && <input type="hidden" name="_csrf" value={frame.csrf} />}
      {name && <input type="hidden" name="_form" value={name} />}
      <Typed.Provider value={againAt(frame, action, name)}>{children}</Typed.Provider>
    </form>
  );
}

/** The way back to the service that asked, without signing in. */
export function Leave({
  frame,
  action,
}: {
  frame: PageFrame;
  action?: string;
}): JSX.Element | null {
  if (!action) return null;
  const t = sentences(frame.lang);
  return (
    <PostForm frame={frame} action={action} class="aside-form">
      <button type="submit" class="button button-quiet">
        {frame.client ? t.site.leave_to(inWords(frame.client.name, frame.lang)) : t.site.leave}
      </button>
    </PostForm>
  );
}
