import type { JSX } from 'preact';
import { Choice } from '../admin/inputs.tsx';
import { Typed } from '../components/again.tsx';
import { sentences } from '../locales/catalogue.ts';
import { AppPage, type AppPageProps, hrefOf } from './app.tsx';
import { OneOf, Tick } from './inputs.tsx';
import type { AppShown } from './shown.ts';

export interface RequestBuilderProps extends AppPageProps {
  app: AppShown;
  chosen: {
    redirect_uri: string | undefined;
    acr: string | undefined;
    prompt: string | undefined;
    scopes: readonly string[];
  };
  registered: readonly string[];
  prompts: readonly ('none' | 'login' | 'select_account' | 'consent')[];
  made:
    | {
        /** Where to send the browser; absent for a strict client, which pushes its request first. */
        address: string | undefined;
        push: string | undefined;
        exchange: string;
        verifier: string;
        state: string;
        nonce: string;
      }
    | undefined;
}

/** A request to sign in, made of what is registered, and what comes after it. */
export function RequestBuilderPage(props: RequestBuilderProps): JSX.Element {
  const { frame, app, chosen, registered, prompts, made } = props;
  const { lang } = frame;
  const t = sentences(lang).portal.request;
  const words: Record<string, string> = sentences(lang).console.clients.scopes;
  return (
    <AppPage {...props} part="request">
      {app.redirect_uris.length === 0 ? (
        <p class="empty">{t.no_redirect}</p>
      ) : (
        <form method="get" action={hrefOf(app.id, 'request')} class="card">
          <Typed.Provider value={frame.again}>
            <OneOf
              {...{ name: 'redirect_uri', legend: t.redirect }}
              value={chosen.redirect_uri ?? app.redirect_uris[0] ?? ''}
              options={app.redirect_uris.map((value) => ({ value, label: value }))}
            />
            <fieldset>
              <legend>{t.scopes}</legend>
              <p class="hint">{t.scopes_hint}</p>
              {registered
                .filter((scope) => scope !== 'openid')
                .map((scope) => (
                  <Tick
                    {...{ key: scope, name: `scope.${scope}` }}
                    label={`${words[scope] ?? scope} (${scope})`}
                    marked={chosen.scopes.includes(scope)}
                  />
                ))}
              {registered.length < 2 && <p class="hint">{t.only_openid}</p>}
            </fieldset>
            <Choice
              {...{ id: 'acr', name: 'acr', label: t.acr, value: chosen.acr ?? '' }}
              options={[
                { value: '', label: t.not_said },
                ...sentences(lang).levels.short.map((said, level) => ({
                  ...{ value: String(level), label: `${level} · ${said}` },
                })),
              ]}
            />
            <Choice
              {...{ id: 'prompt', name: 'prompt', label: t.prompt, value: chosen.prompt ?? '' }}
              options={[
                { value: '', label: t.not_said },
                ...prompts.map((value) => ({ value, label: `${value} · ${t.prompts[value]}` })),
              ]}
            />
            <button type="submit" class="button">
              {t.submit}
            </button>
          </Typed.Provider>
        </form>
      )}
      {made && (
        <section aria-labelledby="made">
          <h2 id="made">{t.made}</h2>
          <ol class="lines">
            <li>
              <p>{made.address ? t.send : t.push}</p>
              <Shown text={made.address ?? made.push ?? ''} label={t.made} />
              {made.address && (
                <p>
                  <a href={made.address} rel="noreferrer">
                    {t.try}
                  </a>
                </p>
              )}
            </li>
            <li>
              <p>{t.keep}</p>
              <Shown
                label={t.keep}
                text={`state=${made.state}\nnonce=${made.nonce}\ncode_verifier=${made.verifier}`}
              />
            </li>
            <li>{t.back}</li>
            <li>
              <p>{t.exchange}</p>
              <Shown text={made.exchange} label={t.exchange} />
            </li>
            <li>{t.answer}</li>
          </ol>
          <p class="hint">{t.anew}</p>
        </section>
      )}
    </AppPage>
  );
}

/** Something long to copy, which scrolls sideways. */
export function Shown({ text, label }: { text: string; label: string }): JSX.Element {
  return (
    // A region that scrolls has to be reachable by the keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section class="shown" aria-label={label} tabIndex={0}>
      <pre>
        <code>{text}</code>
      </pre>
    </section>
  );
}
