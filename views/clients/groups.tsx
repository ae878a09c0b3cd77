import type { JSX } from 'preact';
import { Choice, Input } from '../admin/inputs.tsx';
import { PostForm } from '../components/form.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { AppPage, type AppPageProps, hrefOf } from './app.tsx';
import { InThree, Lines, OneOf, Tick, Together } from './inputs.tsx';
import { More } from './more.tsx';
import type { AppShown, ContactShown, Group } from './shown.ts';

export interface GroupPageProps extends AppPageProps {
  app: AppShown;
  group: Group;
  /** The login systems of departments that people may sign in with. */
  sources: readonly { id: string; names: Words }[];
  /** Every scope but `openid`, in order; `personal`: something of a person goes out by it. */
  scopes: readonly { scope: string; personal: boolean; askable: boolean }[];
  /** The sectors that it may be in, its own first; empty where that is decided for good. */
  sectors: readonly string[];
  /** May be changed now. */
  may: boolean;
}

type In = GroupPageProps & { lang: Lang };

const forms: Record<Group, (props: In) => JSX.Element> = {
  about,
  contacts,
  addresses,
  protocol,
  data,
  more: ({ app, lang }) => <More {...{ app, lang }} />,
};

/** One group of questions about an application. */
export function GroupPage(props: GroupPageProps): JSX.Element {
  const { frame, app, group, may } = props;
  const t = sentences(frame.lang).portal;
  return (
    <AppPage {...props} part={group}>
      <p>{t.groups[group].lead}</p>
      {app.state === 'live' || app.state === 'suspended' ? <p class="note">{t.app.asks}</p> : null}
      {!may && <p class="note">{t.app.fixed}</p>}
      <PostForm frame={frame} action={hrefOf(app.id, group)} class="card">
        {forms[group]({ ...props, lang: frame.lang })}
        <button type="submit" class="button">
          {t.app.save}
        </button>
      </PostForm>
    </AppPage>
  );
}

const lines = (values: readonly string[]) => values.join('\n');

function about({ app, lang }: In): JSX.Element {
  const t = sentences(lang).portal.groups.about;
  return (
    <>
      <InThree name="names" legend={t.names} hint={t.names_hint} value={app.names} maxLength={60} />
      <InThree
        {...{ name: 'descriptions', legend: t.descriptions, hint: t.descriptions_hint }}
        {...{ value: app.descriptions, maxLength: 300, long: true }}
      />
      <Lines
        {...{ name: 'purpose', label: t.purpose, hint: t.purpose_hint, maxLength: 1_000 }}
        value={app.purpose ?? ''}
      />
      <Lines
        {...{ name: 'matters', label: t.matters, hint: t.matters_hint }}
        value={lines(app.matters)}
      />
      <Input
        {...{ id: 'home_uri', name: 'home_uri', label: t.home_uri, hint: t.home_uri_hint }}
        {...{ value: app.home_uri ?? '', maxLength: 500 }}
      />
    </>
  );
}

function contacts({ app, lang }: In): JSX.Element {
  const t = sentences(lang).portal.groups.contacts;
  const one = (role: 'responsible' | 'technical' | 'duty', shown: ContactShown | undefined) => (
    <fieldset key={role}>
      <legend>{t.roles[role]}</legend>
      {(['name', 'phone', 'mail'] as const).map((field) => {
        const name = `contacts.${role}.${field}`;
        const said = { id: name, name, label: t[field], value: shown?.[field] ?? '' };
        return <Input key={field} {...said} maxLength={254} />;
      })}
    </fieldset>
  );
  const { responsible, technical, duty } = app.contacts ?? {};
  return (
    <>
      {one('responsible', responsible)}
      {one('technical', technical)}
      {one('duty', duty)}
    </>
  );
}

function addresses({ app, lang }: In): JSX.Element {
  const t = sentences(lang).portal.groups.addresses;
  return (
    <>
      <OneOf
        {...{ name: 'application_type', legend: t.type, value: app.application_type }}
        options={(['web', 'native'] as const).map((value) => ({ value, label: t.types[value] }))}
      />
      <Lines
        {...{ name: 'redirect_uris', label: t.redirect_uris, hint: t.redirect_uris_hint }}
        value={lines(app.redirect_uris)}
      />
      <Lines
        {...{ name: 'post_logout_redirect_uris', label: t.post_logout }}
        {...{ hint: t.post_logout_hint, value: lines(app.post_logout_redirect_uris) }}
      />
      <Input
        {...{ id: 'backchannel_logout_uri', name: 'backchannel_logout_uri', maxLength: 500 }}
        {...{ label: t.backchannel, hint: t.backchannel_hint }}
        value={app.backchannel_logout_uri ?? ''}
      />
      <Input
        {...{ id: 'initiate_login_uri', name: 'initiate_login_uri', maxLength: 500 }}
        {...{ label: t.initiate, hint: t.initiate_hint, value: app.initiate_login_uri ?? '' }}
      />
      <Lines
        {...{ name: 'networks', label: t.networks, hint: t.networks_hint, rows: 2 }}
        value={lines(app.networks)}
      />
    </>
  );
}

function protocol({ app, lang, sources }: In): JSX.Element {
  const t = sentences(lang).portal.groups.protocol;
  const { levels } = sentences(lang);
  const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
  const accepted = new Set(app.accepted_sources ?? []);
  return (
    <>
      <OneOf
        {...{ name: 'profile', legend: t.profile, value: app.profile }}
        options={(['standard', 'strict'] as const).map((value) => ({
          ...{ value, label: t.profiles[value] },
        }))}
      />
      <OneOf
        {...{ name: 'auth_method', legend: t.method, value: app.auth_method }}
        options={methods.map((value) => ({ value, label: t.methods[value] }))}
      />
      <p class="hint">{t.keys_first}</p>
      <Choice
        {...{ id: 'id_token_alg', name: 'id_token_alg', label: t.alg, value: app.id_token_alg }}
        options={['ES256', 'RS256'].map((value) => ({ value, label: value }))}
      />
      <Together name="grant_types" legend={t.grants} hint={t.grants_hint}>
        <Tick
          {...{ name: 'refresh', label: t.refresh }}
          marked={app.grant_types.includes('refresh_token')}
        />
        <Tick
          {...{ name: 'machine', label: t.machine }}
          marked={app.grant_types.includes('client_credentials')}
        />
      </Together>
      <Choice
        {...{ id: 'level_floor', name: 'level_floor', label: t.floor, hint: t.floor_hint }}
        value={String(app.level_floor)}
        options={levels.short.map((words, level) => ({
          ...{ value: String(level), label: `${level} · ${words}` },
        }))}
      />
      <Together name="accepted_sources" legend={t.sources} hint={t.sources_hint}>
        {sources.map(({ id, names }) => (
          <Tick
            {...{ key: id, name: `source.${id}`, label: inWords(names, lang) }}
            marked={accepted.has(id)}
          />
        ))}
      </Together>
    </>
  );
}

function data({ app, lang, scopes, sectors }: In): JSX.Element {
  const { data: t, more } = sentences(lang).portal.groups;
  const words: Record<string, string> = sentences(lang).console.clients.scopes;
  const held = new Set(app.scopes.split(' '));
  return (
    <>
      {sectors.length === 0 ? (
        <p>{more.sector_fixed(app.sector)}</p>
      ) : (
        <Choice
          {...{ id: 'sector', name: 'sector', label: more.sector, hint: more.sector_hint }}
          value={app.sector}
          options={sectors.map((value) => ({
            ...{ value, label: value === app.id ? more.sector_own(value) : value },
          }))}
        />
      )}
      <Together name="scopes" legend={sentences(lang).portal.request.scopes}>
        {scopes.map(({ scope, personal, askable }) => {
          const claim = app.claims.find((one) => one.scope === scope);
          return (
            <fieldset key={scope}>
              <legend>{`${words[scope] ?? scope} (${scope})`}</legend>
              <Tick name={`scope.${scope}`} label={t.ask} marked={held.has(scope)} />
              {personal && (
                <>
                  <Choice
                    {...{ id: `claims.${scope}.basis`, name: `claims.${scope}.basis` }}
                    {...{ label: t.basis, value: claim?.basis ?? 'duty' }}
                    options={(askable ? (['duty', 'consent'] as const) : (['duty'] as const)).map(
                      (value) => ({ value, label: t.bases[value] }),
                    )}
                  />
                  {askable && (
                    <Tick
                      {...{ name: `claims.${scope}.optional`, label: t.optional }}
                      marked={claim?.optional ?? false}
                    />
                  )}
                  <Input
                    {...{ id: `claims.${scope}.law`, name: `claims.${scope}.law`, label: t.law }}
                    {...{ hint: t.law_hint, value: claim?.law ?? '', maxLength: 200 }}
                  />
                  <InThree
                    {...{ name: `claims.${scope}.purpose`, legend: t.purpose }}
                    {...{ hint: t.purpose_hint, value: claim?.purpose, maxLength: 200 }}
                  />
                  <Input
                    {...{ id: `claims.${scope}.kept_months`, name: `claims.${scope}.kept_months` }}
                    {...{ label: t.months, hint: t.months_hint, digits: true, maxLength: 4 }}
                    value={claim?.kept_months === undefined ? '' : String(claim.kept_months)}
                  />
                </>
              )}
            </fieldset>
          );
        })}
      </Together>
    </>
  );
}
