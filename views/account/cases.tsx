import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { CaseEntry, type CaseLine } from '../components/case-entry.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';

export interface CasesProps {
  frame: PageFrame;
  /** The last changed first. */
  cases: CaseLine[];
  /** Address of the next, older page. */
  next?: string;
  /** An older page: the way back to the newest is shown. */
  older?: boolean;
  /** A stronger sign-in might show more. Says nothing of whether there is more. */
  may_raise: boolean;
  /** Where somebody without a case can go on: services that they have been to. */
  services: { name: Words | string; href: string }[];
}

/** What I have asked of the departments, and how far each has come. */
export function CasesPage(props: CasesProps): JSX.Element {
  const { frame, cases, next, older, may_raise } = props;
  const t = sentences(frame.lang).account.cases;
  return (
    <Layout frame={frame} title={t.title} wide above={<AccountMenu frame={frame} at="cases" />}>
      {cases.length > 0 && <p class="lead">{t.intro}</p>}
      {cases.length === 0 && older && <p>{t.none_older}</p>}
      {cases.length === 0 && !older && <NoCases frame={frame} services={props.services} />}
      <ul class="entries">
        {cases.map((line) => (
          <CaseEntry key={line.id} frame={frame} line={line} />
        ))}
      </ul>
      {(next || older) && (
        <p class="more">
          {next && <a href={next}>{t.next}</a>}
          {older && <a href={paths.cases}>{t.newest}</a>}
        </p>
      )}
      {may_raise && <MayRaise frame={frame} />}
    </Layout>
  );
}

function NoCases({ frame, services }: Pick<CasesProps, 'frame' | 'services'>): JSX.Element {
  const t = sentences(frame.lang).account.cases;
  return (
    <section class="card" aria-labelledby="none">
      <h2 id="none">{t.none}</h2>
      <p>{t.none_hint}</p>
      <div class="ways ways-line">
        {services.map(({ name, href }, index) => (
          <a key={href} class={index === 0 ? 'button' : 'button button-second'} href={href}>
            {t.go_to(inWords(name, frame.lang))}
          </a>
        ))}
        {services.length === 0 && (
          <a class="button button-second" href={paths.home}>
            {t.to_account}
          </a>
        )}
      </div>
    </section>
  );
}

/** The same words whether anything waits behind the stronger sign-in or nothing does. */
function MayRaise({ frame }: { frame: PageFrame }): JSX.Element {
  const t = sentences(frame.lang).account.cases;
  return (
    <section class="card" aria-labelledby="raise">
      <h2 id="raise">{t.raise_title}</h2>
      <p>{t.raise}</p>
      <p class="card-link">
        <a href={paths.raise}>{t.raise_link}</a>
      </p>
    </section>
  );
}
