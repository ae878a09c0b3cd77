import type { ComponentChildren, JSX } from 'preact';
import { AssetPath } from './assets.ts';
import { AskedBy } from './components/asked-by.tsx';
import { Footer } from './components/footer.tsx';
import { Masthead } from './components/masthead.tsx';
import type { PageFrame } from './frame.ts';
import { sentences } from './locales/catalogue.ts';

export interface LayoutProps {
  frame: PageFrame;
  /** The heading of the page and the beginning of its window title. */
  title: string;
  /** 60 rem instead of 28, for lists and tables. */
  wide?: boolean;
  /** A page of the console: the whole width, its own style and keys. */
  console?: boolean;
  /** Something in the form has to be put right: said in the window title as well. */
  trouble?: boolean;
  /** Stands between the frame and the heading: menus, summaries of trouble. */
  above?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of every page: one column, one heading, one thing said. */
export function Layout(props: LayoutProps): JSX.Element {
  const { frame, title, wide, trouble, above, children } = props;
  const column = props.console ? 'column column-console' : wide ? 'column column-wide' : 'column';
  const t = sentences(frame.lang);
  return (
    <html lang={frame.lang} class={frame.elder ? 'elder' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{t.site.title(trouble ? t.forms.problem_title(title) : title)}</title>
        <AssetPath.Consumer>
          {(path) => (
            <>
              <link rel="stylesheet" href={path('tokens.css')} />
              <link rel="stylesheet" href={path('songhua.css')} />
              {props.console && <link rel="stylesheet" href={path('console.css')} />}
              <link rel="icon" href={path('emblem.svg')} type="image/svg+xml" />
              <script src={path('comfort.js')} defer />
              {props.console && <script src={path('console.js')} defer />}
            </>
          )}
        </AssetPath.Consumer>
      </head>
      <body class={props.console ? 'console' : undefined}>
        <a class="skip" href="#main">
          {t.site.skip}
        </a>
        <Masthead frame={frame} />
        <main id="main" class={column} tabIndex={-1}>
          <AskedBy frame={frame} />
          {above}
          <h1>{title}</h1>
          {children}
        </main>
        <Footer frame={frame} />
      </body>
    </html>
  );
}
