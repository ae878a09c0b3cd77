import type { ComponentChildren, JSX } from 'preact';
import { inWords } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type PortalFrame, PortalPage } from './portal.tsx';
import { type AppShown, groups } from './shown.ts';

/** The pages of one application, in the order of its menu. */
export const parts = [
  'overview',
  ...groups,
  'logo',
  'credentials',
  'acceptance',
  'failures',
  'request',
  'log',
  'deliveries',
] as const;
export type Part = (typeof parts)[number];

export const hrefOf = (id: string, part: Part): string =>
  part === 'overview' ? `/clients/apps/${id}` : `/clients/apps/${id}/${part}`;

/** What stands around every page of one application. */
export interface AppPageProps {
  frame: PortalFrame;
  app: Pick<AppShown, 'id' | 'names'>;
  /** Those that this deployment has. */
  open: readonly Part[];
}

/** A page of one application: its menu, its name, and the page itself. */
export function AppPage(
  props: AppPageProps & { part: Part; children: ComponentChildren },
): JSX.Element {
  const { frame, app, open, part, children } = props;
  const { home, app: t } = sentences(frame.lang).portal;
  const name = inWords(app.names, frame.lang);
  const menu = (
    <nav class="menu console-menu" aria-label={t.menu_label}>
      <ul>
        <li>
          <a href="/clients">{home.title}</a>
        </li>
        {open.map((one) => (
          <li key={one}>
            <a href={hrefOf(app.id, one)} aria-current={one === part ? 'page' : undefined}>
              {t.parts[one]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
  const title = part === 'overview' ? name : `${t.parts[part]} · ${name}`;
  return (
    <PortalPage {...{ frame, title }} above={menu}>
      {children}
    </PortalPage>
  );
}
