import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Choice } from './inputs.tsx';
import { Fact, Facts } from './table.tsx';

/** Why staff end one session: a choice and no text, since it goes into the trail. */
export const endingReasons = ['asked', 'suspicious', 'test'] as const;

export interface SessionProps {
  frame: ConsoleFrame;
  found: {
    kind: 'browser' | 'kiosk';
    level: number;
    started_at: Date;
    ends_at: Date;
    clients: number;
  };
  source: string;
  /** Where it is asked to be ended, by whoever may. */
  end: string | undefined;
}

/** One live session, without whose it is. */
export function SessionPage({ frame, found, source, end }: SessionProps): JSX.Element {
  const { lang } = frame;
  const t = sentences(lang).console.sessions;
  const { reasons, why, ...act } = t.end;
  return (
    <ConsolePage frame={frame} section="sessions" title={t.one}>
      <Facts>
        <Fact name={t.source}>{source}</Fact>
        <Fact name={t.level}>{String(found.level)}</Fact>
        <Fact name={t.kind}>{t.kinds[found.kind]}</Fact>
        <Fact name={t.started}>
          <Moment at={found.started_at} lang={lang} />
        </Fact>
        <Fact name={t.ends}>
          <Moment at={found.ends_at} lang={lang} />
        </Fact>
        <Fact name={t.clients}>{String(found.clients)}</Fact>
      </Facts>
      {end && (
        <Act frame={frame} id="end" action={end} {...act} danger>
          <Choice
            id="end-why"
            name="why"
            label={why}
            value="asked"
            options={endingReasons.map((value) => ({ value, label: reasons[value] }))}
          />
        </Act>
      )}
    </ConsolePage>
  );
}
