import { sentences } from '../../views/locales/catalogue.ts';
import { ACCOUNT_CLIENT } from './known-clients.ts';

const inAll = (pick: (of: ReturnType<typeof sentences>) => string) => ({
  'zh-CN': pick(sentences('zh-CN')),
  ko: pick(sentences('ko')),
  en: pick(sentences('en')),
});

/** The account pages as the client that they are: what a sign-in on the way there says it is for. */
export const accountPages = (issuer: string) => ({
  id: ACCOUNT_CLIENT,
  names: inAll((of) => of.account.home.title),
  department_names: inAll((of) => of.site.name),
  scopes: 'openid',
  scopes_version: 1,
  claims: [],
  level_floor: 0,
  accepted_sources: null,
  redirect_uris: [`${issuer}/account`],
  home_uri: null,
});
