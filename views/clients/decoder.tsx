import type { JSX } from 'preact';
import { Fact, Facts } from '../admin/table.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { zhCN } from '../locales/portal/zh-CN.ts';
import { Lines } from './inputs.tsx';
import { type PortalFrame, PortalPage } from './portal.tsx';

type Words = typeof zhCN.decoder;

export interface ExaminedShown {
  kind?: keyof Words['kinds'];
  header?: Readonly<Record<string, unknown>>;
  claims?: Readonly<Record<string, unknown>>;
  signed: boolean;
  flaws: readonly (keyof Words['flaws'])[];
}

/** A place to paste a token, and what is found in one. The token itself is not shown again. */
export function DecoderPage(props: { frame: PortalFrame; examined?: ExaminedShown }): JSX.Element {
  const { frame, examined } = props;
  const t = sentences(frame.lang).portal.decoder;
  return (
    <PortalPage frame={frame} title={t.title}>
      <p>
        <a href="/clients">{sentences(frame.lang).portal.home.title}</a>
      </p>
      {examined && <Found lang={frame.lang} examined={examined} />}
      <PostForm frame={frame} action="/clients/decoder" class="card">
        <Lines name="token" label={t.token} hint={t.token_hint} rows={6} />
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
    </PortalPage>
  );
}

function Found({ lang, examined }: { lang: Lang; examined: ExaminedShown }): JSX.Element {
  const t = sentences(lang).portal.decoder;
  const { kind, header, claims, signed, flaws } = examined;
  return (
    <section aria-labelledby="found" role="status">
      <h2 id="found">{kind ? t.kinds[kind] : t.nothing}</h2>
      <ul class="lines">
        {signed && (
          <li>
            <StateWords kind="ok">{t.signed}</StateWords>
          </li>
        )}
        {flaws.map((flaw) => (
          <li key={flaw}>
            <StateWords kind="failed">{t.flaws[flaw]}</StateWords>
          </li>
        ))}
        {kind && flaws.length === 0 && (
          <li>
            <StateWords kind="ok">{t.well}</StateWords>
          </li>
        )}
      </ul>
      {header && <Members {...{ lang, title: t.header, members: header }} />}
      {claims && <Members {...{ lang, title: t.claims, members: claims }} />}
    </section>
  );
}

const times = new Set(['exp', 'iat', 'nbf', 'auth_time']);

function Members(props: {
  lang: Lang;
  title: string;
  members: Readonly<Record<string, unknown>>;
}): JSX.Element {
  const { lang, title, members } = props;
  const t = sentences(lang).portal.decoder;
  const means: Readonly<Record<string, string>> = t.means;
  const shown = (name: string, value: unknown) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const at = times.has(name) && typeof value === 'number' && Math.abs(value) < 1e11;
    return at ? `${text} · ${momentWords(new Date(value * 1_000), lang)}` : text;
  };
  return (
    <>
      <h3>{title}</h3>
      <Facts>
        {Object.entries(members).map(([name, value]) => (
          <Fact key={name} name={name}>
            <code>{shown(name, value)}</code>
            {Object.hasOwn(means, name) && <span class="soft"> {means[name]}</span>}
          </Fact>
        ))}
      </Facts>
    </>
  );
}
