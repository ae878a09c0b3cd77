import Router from '@koa/router';
import * as departments from '../../src/departments/departments.ts';
import * as login from '../../src/login/login.ts';
import type { AskingClient } from '../../src/login/needs.ts';
import * as sources from '../../src/sources/sources.ts';
import {
  type Account,
  type OpenIdProvider,
  startOpenIdProvider,
} from '../doubles/openid-provider.ts';
import { type Listening, listen } from '../http/listen.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { type Browser, browser, type Page } from './browser.ts';
import { type Engine, startEngine } from './engine.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: `${text} ko`, en: `${text} en` });

/** A person of nobody: area 220000, the vectors of DOMAIN 2.1. */
export const zhang: Account = {
  sub: 'fund-1001',
  name: '张试',
  id_type: 'resident_id',
  id_number: '220000190001010018',
};

export interface Province {
  site: Listening;
  engine: Engine;
  data: FreshDatabase;
  /** 公积金 and 医保, with accounts issued at the counter; 旅游 lets anybody register. */
  fund: OpenIdProvider;
  medical: OpenIdProvider;
  tourism: OpenIdProvider;
  browser(headers?: Record<string, string>): Browser;
  /** From the client's request to the first page of the sign-in. */
  begin(who: Browser, asks?: Record<string, string>): Promise<Page>;
  /** Picks a source on the page, signs in there as `account`, and comes back. */
  visit(who: Browser, page: Page, source: string, account: Account): Promise<Page>;
  /** The kinds of the audit events since the last call, by name: the clock stands, so order says nothing. */
  events(): Promise<string[]>;
  /** Nobody has ever been here, and every source is live and well. */
  renew(): Promise<void>;
  count(table: string): Promise<number>;
  stop(): Promise<void>;
}

const hall: AskingClient = {
  id: 'hall',
  names: words('吉事办'),
  department_names: words('省政务服务局'),
  level_floor: 0,
  scopes: 'openid profile',
  claims: [],
  accepted_sources: null,
  redirect_uris: ['https://hall.example/callback'],
  home_uri: 'https://hall.example/',
};

/** Two counters and one open register, one hall, and a gateway whose engine is a stand-in. */
export async function startProvince(): Promise<Province> {
  const data = await freshDatabase();
  const { base } = data;
  const [fund, medical, tourism] = await Promise.all([
    startOpenIdProvider({ clock: base.clock }),
    startOpenIdProvider({ clock: base.clock }),
    startOpenIdProvider({ clock: base.clock }),
  ]);
  const providers: Record<string, OpenIdProvider> = { fund, medical, tourism };
  await departments.add(base, { code: 'jilin', kind: 'region', names: words('吉林省') });
  for (const [code, name, provider, registration, ceiling] of [
    ['fund', '公积金', fund, 'issued', 3],
    ['medical', '医保', medical, 'issued', 2],
    ['tourism', '旅游', tourism, 'self_registered', 2],
  ] as const) {
    await departments.add(base, {
      code: `${code}-office`,
      parent_code: 'jilin',
      kind: 'department',
      names: words(`${name}中心`),
    });
    await sources.register(base, {
      id: code,
      protocol: 'oidc',
      department_code: `${code}-office`,
      names: words(name),
      account_words: words(`${name}账号`),
      registration,
      ceiling,
      settings: provider.settings,
    });
  }

  let engine: Engine | undefined;
  const site = await listen((app, origin) => {
    engine = startEngine(base, origin);
    const { needs } = engine;
    const account = new Router();
    account.post('/add', (ctx) => login.startLinking(needs, ctx, String(ctx.query['source'])));
    account.get('/account/sign-in', (ctx) => {
      ctx.body = `done=${ctx.query['done']}`;
    });
    for (const router of [engine.routes, login.routes(needs), account]) {
      app.use(router.routes()).use(router.allowedMethods());
    }
  });
  if (!engine) throw new Error('the site was not built');
  engine.clients.set(hall.id, hall);
  const seen = new Set<string>();

  return {
    site,
    engine,
    data,
    fund,
    medical,
    tourism,
    browser: (headers) => browser(site.origin, headers),
    begin: (who, asks = {}) =>
      who.open(`/auth?${new URLSearchParams({ client_id: 'hall', ...asks })}`),
    async visit(who, page, source, account) {
      const provider = providers[source];
      if (!provider) throw new Error(`no provider ${source}`);
      provider.signsIn(account);
      const { leftFor } = await who.submit(page, '/source', { source });
      if (!leftFor) throw new Error('the browser was not sent to the source');
      return who.open(await provider.visit(leftFor.href));
    },
    async events() {
      const fresh = (await auditTrail(base)).filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      return fresh.map(({ kind }) => kind).sort();
    },
    async renew() {
      await base.db.raw(
        'truncate identities, audit_events, audit_pending, tries, source_health cascade',
      );
      await base.db('sources').update({ state: 'live' });
      for (const provider of Object.values(providers)) provider.mend();
      engine?.forgetEverything();
      engine?.clients.set(hall.id, hall);
    },
    async count(table) {
      return Number((await base.db.raw('select count(*) from ??', [table])).rows[0].count);
    },
    async stop() {
      await Promise.all([site.stop(), fund.stop(), medical.stop(), tourism.stop()]);
      await data.drop();
    },
  };
}
