import type { ComponentChildren, JSX } from 'preact';
import { AgainSummary } from '../components/again.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { zhCN } from '../locales/console/zh-CN.ts';

/** The parts of the console, in the order of its menu. */
export const sections = [
  'home',
  'dashboard',
  'approvals',
  'conflicts',
  'support',
  'counter',
  'identities',
  'sources',
  'clients',
  'developers',
  'sessions',
  'records',
  'deliveries',
  'outside',
  'departments',
  'staff',
  'keys',
  'trail',
] as const;

export type Section = (typeof sections)[number];

/** What surrounds every page of the console. */
export interface ConsoleFrame extends PageFrame {
  staff: { name: string };
  /** Those that this person may open. */
  sections: readonly Section[];
  /** What has just been done. */
  done?: keyof typeof zhCN.done;
}

export const hrefOf = (section: Section): string =>
  section === 'home' ? '/admin' : `/admin/${section}`;

export interface ConsolePageProps {
  frame: ConsoleFrame;
  /** Absent on one's own page, which is none of the sections. */
  section?: Section;
  title: string;
  /** Something in the form has to be put right. */
  trouble?: boolean;
  children: ComponentChildren;
}

/** A page of the console: the menu, what has just been done, and the page itself. */
export function ConsolePage(props: ConsolePageProps): JSX.Element {
  const { frame, section, title, children } = props;
  const trouble = props.trouble || frame.again !== undefined;
  const t = sentences(frame.lang).console;
  const menu = (
    <nav class="menu console-menu" aria-label={t.menu_label}>
      <ul>
        {frame.sections.map((one) => (
          <li key={one}>
            <a href={hrefOf(one)} aria-current={one === section ? 'page' : undefined}>
              {t.menu[one]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
  return (
    <Layout frame={frame} title={title} console trouble={trouble} above={menu}>
      {frame.done && (
        <div class="done" role="status">
          <StateWords kind="ok">{t.done[frame.done]}</StateWords>
        </div>
      )}
      <AgainSummary frame={frame} />
      {children}
      <KeysHelp frame={frame} />
    </Layout>
  );
}

/** Opened by `?`; without the script there are no keys to explain. */
function KeysHelp({ frame }: { frame: ConsoleFrame }): JSX.Element {
  const t = sentences(frame.lang).console.keys;
  const keys = [
    ['/', t.search],
    ['j k', t.rows],
    ['Enter', t.open],
    ['c s d a', t.desk],
    ['?', t.help],
  ];
  return (
    <dialog id="keys-help" class="keys-help" aria-labelledby="keys-title">
      <h2 id="keys-title">{t.title}</h2>
      <dl class="facts">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" class="button button-second">
          {t.close}
        </button>
      </form>
    </dialog>
  );
}
