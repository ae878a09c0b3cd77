import type { JSX } from 'preact';
import { momentWords } from '../components/moment.tsx';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Fact, Facts } from './table.tsx';

export interface RevokedShown {
  kid: string;
  alg: string;
  revoked_at: Date;
  /** Whoever keeps our public keys as long as they may has read them anew by then. */
  cached_until: Date;
  /** Absent: it never signed. */
  tokens_until?: Date;
  grants_ended: number;
  /** Nothing is left to end. */
  done: boolean;
}

/** Until when a revoked key may still be believed, line by line. */
export function revokedLines(
  key: RevokedShown,
  now: Date,
  lang: Lang,
): { name: string; value: string }[] {
  const t = sentences(lang).lost_keys;
  const until = (at: Date) => {
    const left = Math.ceil((at.getTime() - now.getTime()) / 60_000);
    return left > 0 ? t.left(momentWords(at, lang), left) : t.over(momentWords(at, lang));
  };
  return [
    { name: t.revoked, value: momentWords(key.revoked_at, lang) },
    { name: t.cached, value: until(key.cached_until) },
    { name: t.tokens, value: key.tokens_until ? until(key.tokens_until) : t.never },
    {
      name: t.grants,
      value: key.done ? t.ended(key.grants_ended) : t.ending(key.grants_ended),
    },
  ];
}

/** Above the list of keys: those that were revoked last. */
export function RevokedKeys(props: {
  lang: Lang;
  keys: readonly RevokedShown[];
  now: Date;
}): JSX.Element {
  const { lang, keys, now } = props;
  return (
    <section>
      <h2>{sentences(lang).lost_keys.title}</h2>
      {keys.map((key) => (
        <section key={key.kid}>
          <h3>
            {key.alg} <span class="key-id">{key.kid}</span>
          </h3>
          <Facts>
            {revokedLines(key, now, lang).map(({ name, value }) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
          </Facts>
        </section>
      ))}
    </section>
  );
}
