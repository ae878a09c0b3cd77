import type { JSX } from 'preact';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import type { ConsoleFrame } from './console.tsx';
import { Input, LongInput } from './inputs.tsx';

/** Which acts on an application its reader may do now. */
export type Offered = Record<
  'approval' | 'return' | 'open' | 'review' | 'retire' | 'receipt' | 'stop' | 'stop_now' | 'resume',
  boolean
>;

/** What may be done with it now, each folded until it is wanted. */
export function ClientActs({
  frame,
  id,
  offered,
}: {
  frame: ConsoleFrame;
  id: string;
  offered: Offered;
}): JSX.Element {
  const { acts: t, day, by, deleted } = sentences(frame.lang).console.clients.life;
  const to = (act: string) => ({ frame, action: `/admin/clients/${id}/${act}` });
  return (
    <>
      {offered.approval && <Act {...to('approval')} {...t.approval} id="approval" reason />}
      {offered.return && <Act {...to('return')} {...t.return} id="return" reason />}
      {offered.open && <Act {...to('open')} {...t.open} id="open" />}
      {offered.review && <Act {...to('review')} {...t.review} id="review" />}
      {offered.receipt && (
        <Act {...to('receipt')} {...t.receipt} id="receipt">
          <Input id="receipt-by" name="by" label={by} maxLength={50} required />
          <Day id="receipt-on" label={day} />
          <LongInput id="receipt-what" name="what" label={deleted} maxLength={1_000} />
        </Act>
      )}
      {offered.retire && (
        <Act {...to('retire')} {...t.retire} id="retire" reason named={id} danger>
          <Day id="retire-on" label={day} />
        </Act>
      )}
      {offered.stop && <Act {...to('stop')} {...t.stop} id="stop" reason />}
      {offered.stop_now && (
        <Act {...to('stop-now')} {...t.stop_now} id="stop-now" reason named={id} danger />
      )}
      {offered.resume && <Act {...to('resume')} {...t.resume} id="resume" reason />}
    </>
  );
}

/** A day, as the browser helps to choose it. */
function Day({ id, label }: { id: string; label: string }): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name="on" type="date" required />
    </div>
  );
}
