import type { JSX } from 'preact';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface LogoutProps {
  frame: PageFrame;
  /** Where the form is posted: `logout=yes` ends everything, without it only this service is left. */
  action: string;
  /** The engine's own token of this form, kept hidden as `xsrf`. */
  xsrf: string;
  /** The services signed in now. */
  clients: (Words | string)[];
  /** Departments at which the person may be signed out too, if they like. */
  offers?: Words[];
}

/** Asks before everything is ended. */
export function Logout({ frame, action, xsrf, clients, offers = [] }: LogoutProps): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <Layout frame={frame} title={t.logout.title}>
      <form method="post" action={action} class="card choices">
        <input type="hidden" name="xsrf" value={xsrf} />
        <p>{clients.length > 0 ? t.logout.text : t.logout.text_none}</p>
        {clients.length > 0 && (
          <ul class="gist">
            {clients.map((client, index) => (
              <li key={index}>
                <bdi>{inWords(client, frame.lang)}</bdi>
              </li>
            ))}
          </ul>
        )}
        {offers.length > 0 && (
          <label class="tick">
            <input type="checkbox" name="at_source" value="yes" />
            <span>
              {offers.map((names) => t.leaving.choose(inWords(names, frame.lang))).join(' ')}
            </span>
          </label>
        )}
        <button type="submit" name="logout" value="yes" class="button">
          {t.logout.submit}
        </button>
        <button type="submit" class="button button-second">
          {t.logout.stay}
        </button>
      </form>
    </Layout>
  );
}
