import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** Going from region to region by plain links: to pick a way, and to look through all there are. */

export interface Place {
  code: string;
  name: string;
}

/** Where in the province one is, each step back a link. */
export function Trail(props: {
  frame: PageFrame;
  path: string;
  trail: Place[];
}): JSX.Element | null {
  const { frame, path, trail } = props;
  if (trail.length < 2) return null;
  return (
    <nav class="trail" aria-label={sentences(frame.lang).picker.trail}>
      <ol>
        {trail.map(({ code, name }, index) => (
          <li key={code}>
            {index === trail.length - 1 ? (
              <span aria-current="page">{name}</span>
            ) : (
              <a href={`${path}?region=${encodeURIComponent(code)}`}>{name}</a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The regions below, each with how much is there. */
export function Regions(props: {
  frame: PageFrame;
  path: string;
  regions: (Place & { said: string })[];
}): JSX.Element | null {
  const { frame, path, regions } = props;
  if (regions.length === 0) return null;
  return (
    <section class="regions" aria-labelledby="regions">
      <h2 id="regions">{sentences(frame.lang).picker.regions}</h2>
      <ul>
        {regions.map(({ code, name, said }) => (
          <li key={code}>
            <a href={`${path}?region=${encodeURIComponent(code)}`}>
              <span class="strong">{name}</span> <span class="soft">{said}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The way to the next page of one list. */
export function More(props: {
  frame: PageFrame;
  path: string;
  next?: number;
  query?: string;
  region?: string;
}): JSX.Element | null {
  const { frame, path, next, query, region } = props;
  if (next === undefined) return null;
  const where = new URLSearchParams({
    ...(query ? { q: query } : region !== undefined && { region }),
    from: String(next),
  });
  return (
    <p class="more">
      <a href={`${path}?${where}`}>{sentences(frame.lang).picker.more}</a>
    </p>
  );
}
