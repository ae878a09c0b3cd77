import type { Context } from 'koa';
import { routes } from '../../src/account/account.ts';
import type { AccountNeeds } from '../../src/account/needs.ts';
import type { Base } from '../../src/base.ts';
import { seeOther } from '../../src/http/see-other.ts';
import * as identities from '../../src/identities/identities.ts';
import { acrOf } from '../../src/oidc/acr.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import * as sources from '../../src/sources/sources.ts';
import { type Listening, listen } from '../http/listen.ts';
import { issued } from '../identities/people.ts';
import { plant, registration } from '../sources/plant.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: `${text} ko`, en: `${text} en` });

export interface Person {
  identity_id: string;
  link_id: string;
}

export interface Rig extends FreshDatabase {
  /** A browser in which nobody is signed in; `uid` is what its cookie stands for. */
  browser(uid: string): Browser;
  /** Signs a person in, in a browser of that uid. */
  signIn(person: Person, uid: string, more?: Partial<sessions.Beginning>): Promise<string>;
  /** What the stand-ins were asked: where linking was to begin. */
  linkingTo: string[];
  logged(): string;
  stop(): Promise<void>;
}

/** The account pages over HTTP, with a real database; only the engine's side is a stand-in. */
export async function startRig(): Promise<Rig> {
  const fresh = await freshDatabase();
  const { base } = fresh;
  await plant(base);
  await sources.register(base, registration('gjj'));
  await sources.register(base, { ...registration('yibao'), account_words: words('医保账号') });
  const linkingTo: string[] = [];
  const site = await listen((app, issuer) =>
    app.use(routes(standIns(base, issuer, linkingTo)).routes()),
  );
  return {
    ...fresh,
    linkingTo,
    browser: (uid) => new Browser(site, uid),
    signIn: ({ identity_id, link_id }, uid, more = {}) =>
      sessions.start(base, {
        ...{ uid, identity_id, link_id, source_id: 'gjj', level: 2, factor_reach: 2, amr: ['pwd'] },
        ...{ device: 'Firefox · Linux', network: '203.0.113.0/24' },
        ...more,
      }),
    logged: site.logged,
    async stop() {
      await site.stop();
      await fresh.drop();
    },
  };
}

/** 张测试, who came once through the fund's own system; or somebody else, under a number of their own. */
export async function person(
  base: Base,
  other?: { subject: string; id_number: string },
): Promise<Person> {
  const arrival = other
    ? issued(other.subject, {
        attributes: { name: '李样本', id_type: 'resident_id', id_number: other.id_number },
      })
    : issued('zhang');
  const found = await identities.resolve(base, arrival, {});
  if (!found.identity_id || !found.link_id) throw new Error(`came out as ${found.outcome}`);
  return { identity_id: found.identity_id, link_id: found.link_id };
}

function standIns(base: Base, issuer: string, linkingTo: string[]): AccountNeeds {
  const sessionOf = async (ctx: Context) => {
    const uid = ctx.cookies.get('browser') ?? '';
    const [row] = await base.db('sessions').where({ uid, ended_at: null });
    return (
      row && {
        ...{ uid, session_id: row.id, identity_id: row.identity_id, level: row.level },
        proved_at: row.started_at,
      }
    );
  };
  return {
    base,
    issuer,
    sessionOf,
    signIn: (ctx, level) =>
      seeOther(ctx, level ? `/auth?acr_values=${encodeURIComponent(acrOf(level))}` : '/auth'),
    async signOut(ctx, also = []) {
      const session = await sessionOf(ctx);
      await sessions.end(base, { ids: [session?.session_id ?? ''] }, { reason: 'sign_out' });
      seeOther(ctx, `/signed-out?with=${also.length}`);
    },
    async startLinking(ctx, source_id) {
      linkingTo.push(source_id);
      seeOther(ctx, 'https://login.yibao.test/auth');
    },
    async endGrants() {
      throw new Error('nothing is withdrawn in this rig');
    },
    passing: { once: async () => true },
    clients: {
      read: async (id) =>
        id === 'gone'
          ? undefined
          : {
              names: words(`应用 ${id}`),
              department_names: words('公积金中心'),
              scopes: 'openid profile',
              scopes_version: 1,
              claims: [],
              home_uri: `https://${id}.test/`,
            },
    },
  };
}

export class Browser {
  readonly #site: Listening;
  readonly #uid: string;

  constructor(site: Listening, uid: string) {
    this.#site = site;
    this.#uid = uid;
  }

  async get(path: string): Promise<{ status: number; location: string | null; html: string }> {
    return this.#asked(path, {});
  }

  /** Posts the form of ours with these fields, with the token of the page that `from` shows. */
  async post(path: string, fields: Record<string, string> = {}, from = '/account/sessions') {
    const { html } = await this.get(from);
    const token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    return this.#asked(path, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: token, ...fields }),
    });
  }

  /** A post as a foreign page would make it: our cookie, and whatever else it can say. */
  async postFrom(
    headers: Record<string, string>,
    path: string,
    fields: Record<string, string> = {},
  ) {
    const { html } = await this.get('/account/sessions');
    const token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const body = new URLSearchParams({ _csrf: token, ...fields });
    return this.#asked(path, { method: 'POST', body, headers });
  }

  async #asked(path: string, init: RequestInit) {
    const answer = await fetch(this.#site.origin + path, {
      ...init,
      redirect: 'manual',
      headers: { cookie: `browser=${this.#uid}`, accept: 'text/html', ...init.headers },
    });
    return {
      status: answer.status,
      location: answer.headers.get('location'),
      policy: answer.headers.get('content-security-policy') ?? '',
      html: await answer.text(),
    };
  }
}
