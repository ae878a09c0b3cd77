import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { Moment, momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Lang, Words } from '../frame.ts';
import { inWords } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Choice, Input } from './inputs.tsx';
import { type Standing, StandingFacts } from './support-facts.tsx';
import { Table } from './table.tsx';

export interface SupportFormProps {
  frame: ConsoleFrame;
  section: 'support' | 'identities';
  action: string;
  /** Codes of `console.support.reasons`. */
  reasons: readonly string[];
}

/** Whom somebody looks for, and why: asked before anything is shown. */
export function SupportFormPage(props: SupportFormProps): JSX.Element {
  const { frame, section, action, reasons } = props;
  const all = sentences(frame.lang).console;
  const t = all.support;
  const words: Record<string, string> = t.reasons;
  return (
    <ConsolePage frame={frame} section={section} title={all[section].title}>
      <p>{all[section].intro}</p>
      <PostForm frame={frame} action={action} class="card">
        <Input
          id="typed"
          name="typed"
          label={t.typed}
          hint={t.typed_hint}
          maxLength={64}
          required
        />
        <Choice
          id="reason-code"
          name="reason_code"
          label={t.reason_code}
          options={reasons.map((value) => ({ value, label: words[value] ?? value }))}
        />
        <Input id="note" name="note" label={t.note} hint={t.note_hint} maxLength={500} required />
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
    </ConsolePage>
  );
}

export interface TryShown {
  id: string;
  at: Date;
  kind: 'succeeded' | 'failed' | 'refused' | 'intervened';
  where: Words | string;
  reason: string;
  page?: string;
}

export interface SupportPageProps {
  frame: ConsoleFrame;
  looked_for: string;
  until: Date;
  /** Absent where nobody was found whom this person may see. */
  found?: Standing;
  waits: { where: Words | string; minutes: number }[];
  tries: TryShown[];
  /** The page with the acts. */
  href?: string;
}

/** Why can this person not sign in: what was tried, where it ended, what to say; how it stands. */
export function SupportPage(props: SupportPageProps): JSX.Element {
  const { frame, looked_for, until, found, waits, tries, href } = props;
  const { lang } = frame;
  const t = sentences(lang).console.support;
  return (
    <ConsolePage frame={frame} section="support" title={found?.masked_name || t.title}>
      <p>
        {t.looked_for(looked_for)} <span class="soft">{t.until(momentWords(until, lang))}</span>
      </p>
      <p>{found ? t.told : t.nobody}</p>
      {waits.map(({ where, minutes }) => (
        <p class="note">{t.wait(inWords(where, lang), minutes)}</p>
      ))}
      <h2>{t.tries}</h2>
      <Table
        frame={frame}
        caption={t.tries}
        empty={t.none}
        columns={[t.at, t.where, t.what, t.say, t.page].map((title) => ({ title, number: false }))}
        rows={tries.map((one) => ({ cells: cellsOf(one, lang) }))}
      />
      {found && <StandingFacts lang={lang} frame={frame} standing={found} />}
      {href && (
        <p class="more">
          <a href={href}>{t.to_identity}</a>
        </p>
      )}
    </ConsolePage>
  );
}

const shapes = {
  succeeded: 'ok',
  failed: 'failed',
  refused: 'warning',
  intervened: 'warning',
} as const;

function cellsOf(one: TryShown, lang: Lang): (string | JSX.Element)[] {
  const t = sentences(lang).console.support;
  const [what, say] = saidOf(one, lang);
  return [
    <Moment at={one.at} lang={lang} />,
    inWords(one.where, lang),
    <>
      <StateWords kind={shapes[one.kind]}>{t.kinds[one.kind]}</StateWords>
      {what && <span class="soft">{what}</span>}
    </>,
    say,
    one.page ? <code>{one.page}</code> : '—',
  ];
}

/** What happened, and what can be said to the person: of a refusal, what its own page says. */
export function saidOf(
  { kind, reason }: Pick<TryShown, 'kind' | 'reason'>,
  lang: Lang,
): [string, string] {
  const t = sentences(lang);
  if (kind === 'succeeded') return ['', '—'];
  if (kind === 'intervened') {
    const { kinds, now } = t.account.history;
    const known = Object.hasOwn(kinds, reason) ? (reason as keyof typeof kinds) : undefined;
    return known ? [kinds[known], now[known]] : ['', '—'];
  }
  const refusals: Record<string, { title: string; now: string }> = t.refusals;
  const refused = Object.hasOwn(refusals, reason) ? refusals[reason] : undefined;
  if (refused) return [refused.title, refused.now];
  const { says } = t.console.support;
  return (Object.hasOwn(says, reason) && says[reason]) || says.other;
}
