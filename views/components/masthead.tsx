import type { JSX } from 'preact';
import { paths } from '../account/paths.ts';
import { AssetPath } from '../assets.ts';
import { langs, ownName, type PageFrame, withParameter } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { PostForm } from './form.tsx';

/** Whose page this is, and how to read it: language and elder mode. */
export function Masthead({ frame }: { frame: PageFrame }): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <header class="masthead">
      {frame.sandbox && <p class="sandbox">{t.site.sandbox}</p>}
      <div class="masthead-inner">
        <p class="brand">
          <AssetPath.Consumer>
            {(path) => <img src={path('emblem.svg')} alt="" width="40" height="40" />}
          </AssetPath.Consumer>
          <span>{t.site.name}</span>
        </p>
        <nav class="switches" aria-label={t.site.language}>
          <ul>
            {langs.map((lang) => (
              <li key={lang}>
                <a
                  href={withParameter(frame.path, 'lang', lang)}
                  lang={lang}
                  hreflang={lang}
                  aria-current={lang === frame.lang ? 'true' : undefined}
                >
                  {ownName[lang]}
                </a>
              </li>
            ))}
            <li class="switch-elder">
              <a href={withParameter(frame.path, 'elder', frame.elder ? '0' : '1')}>
                {frame.elder ? t.site.elder_off : t.site.elder_on}
              </a>
            </li>
          </ul>
        </nav>
      </div>
      {frame.person && <PersonBar frame={frame} person={frame.person} />}
      {frame.developer && <DeveloperBar frame={frame} address={frame.developer.address} />}
      {frame.staff && <StaffBar frame={frame} name={frame.staff.name} />}
    </header>
  );
}

function PersonBar({
  frame,
  person,
}: {
  frame: PageFrame;
  person: NonNullable<PageFrame['person']>;
}): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <div class="person-line">
      <div class="person-bar">
        <p>
          {t.site.signed_in_as}
          {t.site.separator}
          <bdi class="strong">{person.masked_name}</bdi>
          <span class="acting">{t.site.acting_for}</span>
        </p>
        <ul>
          <li>
            <a href={paths.home}>{t.site.account}</a>
          </li>
          {person.sign_out && (
            <li>
              <a href={person.sign_out}>{t.site.sign_out}</a>
            </li>
          )}
        </ul>
      </div>
    </div>
  );
}

function StaffBar({ frame, name }: { frame: PageFrame; name: string }): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <div class="person-line">
      <div class="person-bar">
        <p>
          {t.console.title}
          {t.site.separator}
          <bdi class="strong">{name}</bdi>
        </p>
        <ul>
          <li>
            <a href="/admin/me">{t.console.me}</a>
          </li>
          <li>
            <PostForm frame={frame} action="/admin/sign-out">
              <button type="submit" class="button-as-link">
                {t.site.sign_out}
              </button>
            </PostForm>
          </li>
        </ul>
      </div>
    </div>
  );
}

function DeveloperBar({ frame, address }: { frame: PageFrame; address: string }): JSX.Element {
  const t = sentences(frame.lang);
  return (
    <div class="person-line">
      <div class="person-bar">
        <p>
          <a href="/clients">{t.portal.title}</a>
          {t.site.separator}
          <bdi class="strong">{address}</bdi>
        </p>
        <ul>
          <li>
            <PostForm frame={frame} action="/clients/sign-out">
              <button type="submit" class="button-as-link">
                {t.site.sign_out}
              </button>
            </PostForm>
          </li>
        </ul>
      </div>
    </div>
  );
}
