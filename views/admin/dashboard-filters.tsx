import type { JSX } from 'preact';
import { inWords } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type DashboardProps, placeWords, type Range } from './dashboard-found.ts';

const ranges: readonly Range[] = ['1h', '24h', '30d'];

/** What the statistics are of; it stands in the address, so that a view can be kept or sent on. */
export function DashboardFilters({ frame, asked, found, hrefOf }: DashboardProps): JSX.Element {
  const { dashboard: t, table } = sentences(frame.lang).console;
  const { lang } = frame;
  return (
    <>
      <nav class="ranges" aria-label={t.range}>
        <ul>
          {ranges.map((range) => (
            <li key={range}>
              <a href={hrefOf({ range })} aria-current={range === asked.range ? 'true' : undefined}>
                {t.ranges[range]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <search>
        <form method="get" class="filters">
          <input type="hidden" name="range" value={asked.range} />
          <div class="filter">
            <label for="filter-region">{t.region}</label>
            <select id="filter-region" name="region">
              <option value="">{table.all}</option>
              {found.regions.map(({ code, names }) => (
                <option key={code} value={code} selected={code === asked.region}>
                  {inWords(names, lang)}
                </option>
              ))}
            </select>
          </div>
          <div class="filter">
            <label for="filter-of">{t.of}</label>
            <select id="filter-of" name="of">
              <option value="">{table.all}</option>
              <optgroup label={t.sources}>
                {found.whole && <option value="source:local">{t.own_accounts}</option>}
                {asked.of === 'source:local' && !found.whole && (
                  <option value="source:local" selected>
                    {t.own_accounts}
                  </option>
                )}
                {found.choices.sources.map((place) => (
                  <option
                    key={place.id}
                    value={`source:${place.id}`}
                    selected={asked.of === `source:${place.id}`}
                  >
                    {placeWords(place, lang)}
                  </option>
                ))}
              </optgroup>
              <optgroup label={t.clients}>
                {found.choices.clients.map((place) => (
                  <option
                    key={place.id}
                    value={`client:${place.id}`}
                    selected={asked.of === `client:${place.id}`}
                  >
                    {placeWords(place, lang)}
                  </option>
                ))}
              </optgroup>
            </select>
          </div>
          <button type="submit" class="button">
            {table.filter}
          </button>
          {(asked.of || asked.region) && (
            <a href={hrefOf({ of: undefined, region: undefined })}>{table.clear}</a>
          )}
        </form>
      </search>
    </>
  );
}
