import type { JSX } from 'preact';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Moment } from './moment.tsx';
import { StateWords } from './state-words.tsx';

/** Whether one service has confirmed a sign-out. */
export interface Receipt {
  client: Words | string;
  state: 'confirmed' | 'pending' | 'failed';
  at?: Date;
}

const shapes = { confirmed: 'ok', pending: 'waiting', failed: 'failed' } as const;

/** How many services confirmed, are still being told, or could not be told. */
export function tally(receipts: Receipt[]): { confirmed: number; pending: number; failed: number } {
  const told = { confirmed: 0, pending: 0, failed: 0 };
  for (const { state } of receipts) told[state] += 1;
  return told;
}

/** What each service answered when it was told of a sign-out. */
export function Receipts({
  frame,
  receipts,
}: {
  frame: PageFrame;
  receipts: Receipt[];
}): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <ul class="receipts">
      {receipts.map(({ client, state, at }, index) => (
        <li key={index} class="receipt">
          <bdi>{inWords(client, frame.lang)}</bdi>
          <span class="receipt-state">
            <StateWords kind={shapes[state]}>{t.receipts[state]}</StateWords>
            {at && (
              <span class="soft">
                <Moment at={at} lang={frame.lang} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
