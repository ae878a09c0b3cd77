import type { ComponentChildren, VNode } from 'preact';

/** The frame of every page of the sample province. `place` gives each system its own colour. */
export function Page(props: {
  place: string;
  title: string;
  owner: string;
  nav?: ComponentChildren;
  wide?: boolean;
  /** For comfort: every page works without. */
  script?: string;
  children: ComponentChildren;
}): VNode {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{props.title}</title>
        <link rel="stylesheet" href="/demo.css" />
        {props.script && <script type="module" src={props.script} />}
      </head>
      <body class={`place-${props.place}`}>
        <a class="skip" href="#main">
          跳到正文
        </a>
        <header>
          <p class="owner">{props.owner}</p>
          {props.nav}
        </header>
        <main id="main" class={props.wide ? 'wide' : undefined}>
          {props.children}
        </main>
        <footer>
          <p>示例系统，人员和号码均为虚构。 Sample system; all people and numbers are made up.</p>
        </footer>
      </body>
    </html>
  );
}
