import type { JSX } from 'preact';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** An act of two people that waits. */
export interface PendingShown {
  id: string;
  act: string;
  by: string;
}

/** What may be done with a source on pages of their own. */
export function SourceLinks(props: {
  lang: Lang;
  id: string;
  state: string;
  may_connect: boolean;
}): JSX.Element | null {
  const { lang, id, state, may_connect } = props;
  if (!may_connect || state === 'retired') return null;
  const t = sentences(lang).console.connecting;
  return (
    <nav aria-label={t.links}>
      <ul class="links">
        <li>
          <a href={`/admin/sources/${id}/preview`}>{t.preview}</a>
        </li>
        {(['settings', 'mapping', 'details'] as const).map((part) => (
          <li key={part}>
            <a href={`/admin/sources/${id}/${part}`}>{t.edit[part]}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What waits for a second person about this source. */
export function Pending({
  lang,
  pending,
}: {
  lang: Lang;
  pending: readonly PendingShown[];
}): JSX.Element {
  const t = sentences(lang).console.connecting;
  const acts: Record<string, string> = sentences(lang).console.approvals.acts;
  return (
    <>
      <h2>{t.pending}</h2>
      {pending.length === 0 ? (
        <p class="empty">{t.pending_none}</p>
      ) : (
        <ul>
          {pending.map(({ id, act, by }) => (
            <li key={id}>
              <a href={`/admin/approvals/${id}`}>{t.pending_line(acts[act] ?? act, by)}</a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
