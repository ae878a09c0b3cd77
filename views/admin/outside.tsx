import type { JSX } from 'preact';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

export interface OutsideSeen {
  /** Not configured: nothing is asked of it, whatever came of it before. */
  configured: boolean;
  /** In a row. */
  failures: number;
  /** Left alone until then. */
  rests_until: Date | undefined;
  answered_at: Date | undefined;
}

export function outsideSet(lang: Lang, { configured }: OutsideSeen): JSX.Element {
  const t = sentences(lang).console.outside;
  return configured ? (
    <StateWords kind="ok">{t.is_set}</StateWords>
  ) : (
    <StateWords kind="waiting">{t.not_set}</StateWords>
  );
}

/** How it stands with one that is configured, in words. */
export function outsideWords(lang: Lang, seen: OutsideSeen): string {
  const t = sentences(lang).console.outside;
  if (!seen.configured) return '';
  if (seen.rests_until) return t.rests(momentWords(seen.rests_until, lang));
  if (seen.failures > 0) return t.failing(seen.failures);
  return seen.answered_at ? t.well : t.unused;
}

export function outsideState(lang: Lang, seen: OutsideSeen): JSX.Element {
  const words = outsideWords(lang, seen);
  if (words === '') return <span>{words}</span>;
  if (seen.rests_until) return <StateWords kind="failed">{words}</StateWords>;
  if (seen.failures > 0) return <StateWords kind="warning">{words}</StateWords>;
  return <StateWords kind={seen.answered_at ? 'ok' : 'waiting'}>{words}</StateWords>;
}
