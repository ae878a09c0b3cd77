import type { JSX } from 'preact';
import { dayWords, Moment, momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { ConsoleFrame } from './console.tsx';
import { Fact, Facts, Table } from './table.tsx';

/** How somebody stands, as far as staff need it who help them: never a number, an address, a telephone. */
export interface Standing {
  masked_name: string;
  state: 'active' | 'suspended' | 'closed' | 'absorbed';
  level: number;
  password: 'none' | 'usable' | 'stopped';
  factors: { count: number; always: boolean };
  password_required: boolean;
  evidence_required: boolean;
  contested: boolean;
  sessions: number;
  /** A recovery that waits. */
  recovery?: { due_at: Date };
  /** A paper from a counter that was not used yet. */
  paper?: { number: string; until_at: Date };
  /** Ways in that the person has blocked for themselves; `new`: those that are connected later too. */
  blocked: { names: (Words | string)[]; new: boolean };
  links: {
    name: Words | string;
    state: 'live' | 'suspended' | 'ended';
    password_stopped: boolean;
    blocked: boolean;
    last_used_at: Date;
    source: 'ok' | 'down' | 'paused';
  }[];
}

const shapes = {
  active: 'ok',
  suspended: 'warning',
  closed: 'failed',
  absorbed: 'failed',
} as const;
const linkShapes = { live: 'ok', suspended: 'warning', ended: 'failed' } as const;
const sourceShapes = { ok: 'ok', down: 'warning', paused: 'failed' } as const;

export function StandingFacts(props: {
  frame: ConsoleFrame;
  lang: Lang;
  standing: Standing;
}): JSX.Element {
  const { frame, lang, standing } = props;
  const { console, factors, levels, recovery, site } = sentences(lang);
  const t = console.support;
  const blocked = [
    ...standing.blocked.names.map((name) => inWords(name, lang)),
    ...(standing.blocked.new ? [t.blocked_new] : []),
  ];
  return (
    <>
      <h2>{t.facts}</h2>
      <Facts>
        <Fact name={t.state}>
          <StateWords kind={shapes[standing.state]}>{t.states[standing.state]}</StateWords>
          {standing.password_required && <span class="soft">{t.password_required}</span>}
          {standing.evidence_required && <span class="soft">{t.evidence_required}</span>}
          {standing.contested && <span class="soft">{t.contested}</span>}
        </Fact>
        <Fact name={t.level}>{levels.name(standing.level)}</Fact>
        <Fact name={t.password}>{t.passwords[standing.password]}</Fact>
        <Fact name={factors.section.title}>
          {standing.factors.count > 0
            ? factors.section.some(standing.factors.count)
            : factors.support.none}
          {standing.factors.always && <span class="soft">{factors.section.always}</span>}
        </Fact>
        <Fact name={t.sessions}>{standing.sessions}</Fact>
        <Fact name={t.blocked}>{blocked.length > 0 ? site.list(blocked) : t.blocked_none}</Fact>
        {standing.recovery && (
          <Fact name={recovery.support.recovery}>
            {recovery.support.recovery_waits(momentWords(standing.recovery.due_at, lang))}
          </Fact>
        )}
        {standing.paper && (
          <Fact name={recovery.support.paper}>
            {recovery.support.paper_open(
              standing.paper.number,
              dayWords(standing.paper.until_at, lang),
            )}
          </Fact>
        )}
      </Facts>
      <h2>{t.links}</h2>
      <Table
        frame={frame}
        caption={t.links}
        empty={t.links_none}
        columns={[t.where, t.link_state, t.last_used, t.source_state].map((title) => ({
          title,
          number: false,
        }))}
        rows={standing.links.map((link) => ({
          cells: [
            inWords(link.name, lang),
            <>
              <StateWords kind={linkShapes[link.state]}>{t.link_states[link.state]}</StateWords>
              {link.password_stopped && <span class="soft">{t.link_stopped}</span>}
              {link.blocked && <span class="soft">{t.link_blocked}</span>}
            </>,
            <Moment at={link.last_used_at} lang={lang} />,
            <StateWords kind={sourceShapes[link.source]}>
              {t.source_states[link.source]}
            </StateWords>,
          ],
        }))}
      />
    </>
  );
}
