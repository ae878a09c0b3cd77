import type { JSX } from 'preact';
import { paths } from '../account/paths.ts';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

type Place = 'home' | 'cases' | 'signIn' | 'sessions' | 'received' | 'history';
const places: Place[] = ['home', 'cases', 'signIn', 'sessions', 'received', 'history'];

/** The six pages of the account, the present one marked. */
export function AccountMenu({ frame, at }: { frame: PageFrame; at: Place }): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <nav class="menu" aria-label={t.site.account_menu}>
      <ul>
        {places.map((place) => (
          <li key={place}>
            <a href={paths[place]} aria-current={place === at ? 'page' : undefined}>
              {t.account[place].title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
