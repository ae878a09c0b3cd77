import type { JSX } from 'preact';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';
import { StateWords } from './state-words.tsx';

/** What has just happened, said on top of the page that follows. */
export interface Done {
  code: keyof Catalogue['done'];
  /** Services that were told of a sign-out, by answer. */
  told?: { confirmed: number; pending: number; failed: number };
  /** What it happened to: the name of a source, a device. */
  name?: Words | string;
}

/** Says what has just happened. Nothing has to be done about it, so it takes no focus. */
export function DoneNote({ frame, done }: { frame: PageFrame; done?: Done }): JSX.Element | null {
  if (!done) return null;
  const t = sentences(frame.lang);
  const told = done.told ? t.receipts.summary(done.told) : '';
  return (
    <div class="done" role="status">
      <StateWords kind="ok">
        {done.name && (
          <>
            <bdi class="strong">{inWords(done.name, frame.lang)}</bdi>
            {t.site.separator}
          </>
        )}
        {t.done[done.code]}
      </StateWords>
      {told && <p>{told}</p>}
    </div>
  );
}
