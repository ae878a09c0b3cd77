import type { JSX } from 'preact';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { StateWords } from './state-words.tsx';

/** A department whose account was used, and how far the sign-out there has come. */
export interface LeavingProps {
  frame: PageFrame;
  source_id: string;
  names: Words;
  state: 'none' | 'gone' | 'ended' | 'not_ended';
  /** The department's system answers, as far as is known. */
  reachable: boolean;
  /** The person is taken there without being asked once more. */
  goes_on: boolean;
  action: string;
}

const shapes = { ended: 'ok', gone: 'waiting', not_ended: 'failed' } as const;

/** Sign-out at the department, after the one here is done: offered, under way, or what came of it. */
export function Leaving(props: LeavingProps): JSX.Element {
  const { frame, source_id, names, state, reachable, goes_on, action } = props;
  const t = sentences(frame.lang).leaving;
  const name = inWords(names, frame.lang);
  const open = state !== 'ended' && reachable;
  return (
    <section class="card">
      <h2>{t.title(name)}</h2>
      {state !== 'none' ? (
        <p role="status">
          <StateWords kind={shapes[state]}>{t[state](name)}</StateWords>
        </p>
      ) : (
        reachable && <p>{goes_on ? t.goes_on(name) : t.may_live(name)}</p>
      )}
      {!reachable && state !== 'ended' && <p>{t.unreachable(name)}</p>}
      {open && (
        <form method="post" action={action} data-goes-on={goes_on || undefined}>
          <input type="hidden" name="_csrf" value={frame.csrf ?? ''} />
          <input type="hidden" name="source" value={source_id} />
          <button type="submit" class={goes_on ? 'button' : 'button button-second'}>
            {state === 'none' ? t.submit(name) : t.submit_again(name)}
          </button>
        </form>
      )}
    </section>
  );
}
