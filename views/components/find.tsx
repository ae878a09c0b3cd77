import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** Looks for a way by words (GET, field `q`), and says what was found. */
export function Find(props: {
  frame: PageFrame;
  path: string;
  query?: string;
  count: number;
}): JSX.Element {
  const { frame, path, query, count } = props;
  const t = sentences(frame.lang);
  return (
    <search class="search">
      <form method="get" action={path}>
        <label for="q">{t.picker.search}</label>
        <p class="hint" id="q-hint">
          {t.picker.search_hint}
        </p>
        <div class="search-line">
          <input
            id="q"
            name="q"
            type="search"
            value={query}
            maxLength={60}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="q-hint"
          />
          <button type="submit" class="button button-second">
            {t.picker.search_button}
          </button>
        </div>
      </form>
      {query && (
        <p class="found" role="status">
          {count > 0 ? t.picker.found(count, query) : t.picker.found_none(query)}
          {count === 0 && <span>{t.picker.found_none_hint}</span>}
          <a href={path}>{t.picker.search_clear}</a>
        </p>
      )}
    </search>
  );
}
