import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { numberWords } from './numbers.ts';

/** How many, leading to the list of them; nothing leads to a list of none. */
export function ProgressCell(props: { count: number; href: string; words: string }): JSX.Element {
  const { count, href, words } = props;
  if (count === 0) return <span class="soft">0</span>;
  return (
    <a class="count" href={href}>
      {numberWords(count)}
      <span class="unseen">{` · ${words}`}</span>
    </a>
  );
}

/** Above the list of applications: the same by departments, and what programs register by. */
export function ClientsLinks({ frame }: { frame: PageFrame }): JSX.Element {
  const { applications, console } = sentences(frame.lang);
  return (
    <>
      <p>
        <a href="/admin/progress">{applications.board.title}</a>
      </p>
      <p>
        <a href="/admin/registration-tokens">{console.tokens.title}</a>
      </p>
    </>
  );
}
