import type { JSX } from 'preact';
import { Moment, momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Fact, Facts, Table } from './table.tsx';

type Sentences = ReturnType<typeof sentences>['console']['deliveries'];
type State = keyof Sentences['states'];

export interface DeliveryProps {
  frame: ConsoleFrame;
  found: {
    kind: keyof Sentences['kinds'];
    state: State;
    attempts: number;
    created_at: Date;
    next_at: Date;
    settled_at: Date | null;
  };
  destination: string;
  receipt: string;
  /** Where it is asked to be tried again, while that can be. */
  again: string | undefined;
}

/** One thing owed to somebody outside, without what it says. */
export function DeliveryPage(props: DeliveryProps): JSX.Element {
  const { frame, found, destination, receipt, again } = props;
  const { lang } = frame;
  const t = sentences(lang).console.deliveries;
  return (
    <ConsolePage frame={frame} section="deliveries" title={t.one}>
      <Facts>
        <Fact name={t.destination}>{destination}</Fact>
        <Fact name={t.kind}>{t.kinds[found.kind]}</Fact>
        <Fact name={t.state}>{deliveryState(lang, found.state)}</Fact>
        <Fact name={t.attempts}>{String(found.attempts)}</Fact>
        <Fact name={t.created}>
          <Moment at={found.created_at} lang={lang} />
        </Fact>
        {found.state === 'due' && (
          <Fact name={t.next}>
            <Moment at={found.next_at} lang={lang} />
          </Fact>
        )}
        {found.settled_at && (
          <Fact name={t.settled}>
            <Moment at={found.settled_at} lang={lang} />
          </Fact>
        )}
        {receipt && <Fact name={t.receipt}>{receipt}</Fact>}
      </Facts>
      {again && <Act frame={frame} id="again" action={again} {...t.again} />}
    </ConsolePage>
  );
}

export function deliveryState(lang: Lang, state: State): JSX.Element {
  const kind = { due: 'waiting', delivered: 'ok', dead: 'failed' } as const;
  return (
    <StateWords kind={kind[state]}>{sentences(lang).console.deliveries.states[state]}</StateWords>
  );
}

export interface DestinationSeen {
  id: string;
  failures: number;
  opened_until: Date | null;
  due: number;
  oldest_due_at: Date | null;
  dead: number;
}

/** How it stands with each destination: whether it answers, what waits, what was given up. */
export function Destinations(props: {
  frame: ConsoleFrame;
  seen: readonly DestinationSeen[];
  named: ReadonlyMap<string, string>;
  /** Counts go no further. */
  bound: number;
}): JSX.Element {
  const { frame, seen, named, bound } = props;
  const { lang } = frame;
  const t = sentences(lang).console.deliveries;
  const count = (many: number) => (many >= bound ? t.more(bound - 1) : String(many));
  return (
    <div>
      <h2>{t.destinations}</h2>
      <Table
        frame={frame}
        caption={t.destinations}
        empty={t.empty}
        columns={[
          { title: t.destination, number: false },
          { title: t.breaker, number: false },
          { title: t.due, number: true },
          { title: t.oldest, number: false },
          { title: t.dead, number: true },
        ]}
        rows={seen.map((one) => ({
          href: `/admin/deliveries?destination=${encodeURIComponent(one.id)}`,
          cells: [
            named.get(one.id) ?? one.id,
            <Breaker key="breaker" lang={lang} {...one} />,
            count(one.due),
            one.oldest_due_at ? momentWords(one.oldest_due_at, lang) : '',
            count(one.dead),
          ],
        }))}
      />
    </div>
  );
}

/** When a destination was left alone because it did not answer, the latest first. */
export function Outages(props: {
  lang: Lang;
  outages: readonly { since: Date; back_at?: Date }[];
}): JSX.Element | null {
  const { lang, outages } = props;
  const t = sentences(lang).outages;
  if (outages.length === 0) return null;
  return (
    <section>
      <h2>{t.title}</h2>
      <ul class="lines">
        {outages.map(({ since, back_at }) => (
          <li key={since.toISOString()}>
            {back_at
              ? t.from_until(momentWords(since, lang), momentWords(back_at, lang))
              : t.since(momentWords(since, lang))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Breaker(props: Pick<DestinationSeen, 'failures' | 'opened_until'> & { lang: Lang }) {
  const { failures, opened_until, lang } = props;
  const t = sentences(lang).console.deliveries;
  if (opened_until)
    return <StateWords kind="failed">{t.breaker_open(momentWords(opened_until, lang))}</StateWords>;
  if (failures > 0) return <StateWords kind="warning">{t.breaker_failing(failures)}</StateWords>;
  return <StateWords kind="ok">{t.breaker_closed}</StateWords>;
}
