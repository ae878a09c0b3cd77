import type { JSX } from 'preact';
import { Leaving, type LeavingProps } from '../components/leaving.tsx';
import { type Receipt, Receipts, tally } from '../components/receipts.tsx';
import { inWords, type PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface SignedOutProps {
  frame: PageFrame;
  /** What each service answered. */
  receipts: Receipt[];
  /** Departments whose accounts were used, where a sign-out there is offered. */
  leavings?: Omit<LeavingProps, 'frame'>[];
  /** Back to the service that asked. */
  back?: string;
  /** Address of this page, to look again while some are pending. */
  again?: string;
  /** Address of a new sign-in. */
  sign_in?: string;
}

/** The receipt of a sign-out: who was told, and what they answered. */
export function SignedOut(props: SignedOutProps): JSX.Element {
  const { frame, receipts, leavings = [], back, again, sign_in } = props;
  const t = sentences(frame.lang);
  const told = tally(receipts);
  // Never two primaries: whoever is taken on to a department goes back from there.
  const first = leavings.some(({ goes_on }) => goes_on) ? 'button button-second' : 'button';
  const home = back && frame.client ? inWords(frame.client.name, frame.lang) : undefined;
  return (
    <Layout frame={{ ...frame, client: undefined }} title={t.signedOut.title}>
      {receipts.length > 0 && (
        <section class="card">
          <p>{t.signedOut.told}</p>
          <Receipts frame={frame} receipts={receipts} />
          <p class="strong" role="status">
            {t.receipts.summary(told)}
          </p>
          {again && told.pending > 0 && (
            <p class="more">
              <a href={again}>{t.signedOut.again}</a>
            </p>
          )}
        </section>
      )}
      {leavings.map((leaving) => (
        <Leaving key={leaving.source_id} frame={frame} {...leaving} />
      ))}
      <p>{told.pending + told.failed > 0 ? t.signedOut.pending_hint : t.signedOut.close}</p>
      <div class="ways">
        {back && (
          <a class={first} href={back}>
            {home ? t.site.return_to(home) : t.site.back}
          </a>
        )}
        {sign_in && (
          <a class={back ? 'button button-second' : first} href={sign_in}>
            {t.signedOut.sign_in}
          </a>
        )}
      </div>
    </Layout>
  );
}
